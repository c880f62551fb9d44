/** What flows: latency from event to row, rejections by reason, dead letters in short, how many accounts there are. */
import type { Pipeline } from '../../domain/api/pipeline.ts'
import { countOf, type Histogram, mergeHistograms, quantile } from '../../domain/histogram.ts'
import { lowestIdAt } from '../../domain/line-item-id.ts'
import { PROCESSORS } from '../../domain/pipeline.ts'
import { REASON_NAMES, REASONS, reasonCode, reasonOfCode } from '../../domain/reasons.ts'
import { isHistogram } from '../../domain/worker-figures.ts'
import type { Pool } from '../postgres/pool.ts'
import { poolName } from './catalogue.ts'
import { DAY_MS, iso } from './time.ts'

/** "Now" is the last five minutes: fewer rows make p99 a matter of luck. */
const NOW_MS = 5 * 60_000
const SERIES_MS = 3 * 3_600_000

// index: throughput_minute_pkey (minute, …)
const LATENCY = `
  select minute, latency_ms as latency from throughput_minute
   where minute >= $1 and worker = 'csv-bookkeeper' and latency_ms is not null order by minute`

const quantiles = (histogram: Histogram) => ({
  rows: countOf(histogram),
  p50Ms: quantile(histogram, 0.5),
  p95Ms: quantile(histogram, 0.95),
  p99Ms: quantile(histogram, 0.99),
})

type Minute = Pipeline['latency']['series'][number]
/** Of each database: the minutes that are over, which nobody writes any more, up to `toMs` (Unix ms). */
const over = new Map<string, { toMs: number; minutes: Minute[] }>()
/** Of the last five minutes histograms are needed; and clocks differ. */
const OVER_MS = NOW_MS + 60_000

export const readLatency = async (pool: Pool, now: Date): Promise<Pipeline['latency']> => {
  const fromMs = now.getTime() - SERIES_MS
  const known = over.get(poolName(pool))
  const kept = known && known.toMs > fromMs && known.toMs <= now.getTime() ? known : { toMs: fromMs, minutes: [] }
  const { rows } = await pool.query<{ minute: Date; latency: unknown }>(LATENCY, [new Date(kept.toMs)])
  const minutes = new Map<number, Histogram[]>()
  for (const { minute, latency } of rows)
    if (isHistogram(latency)) minutes.set(minute.getTime(), [...(minutes.get(minute.getTime()) ?? []), latency])
  const read = [...minutes].map(([ms, parts]) => ({ ms, parts, minute: iso(new Date(ms)) }))
  const series = [
    ...kept.minutes.filter(({ minute }) => new Date(minute).getTime() >= fromMs),
    ...read.map(({ minute, parts }) => ({ minute, ...quantiles(mergeHistograms(parts)) })),
  ]
  const toMs = Math.floor((now.getTime() - OVER_MS) / 60_000) * 60_000
  over.set(poolName(pool), { toMs, minutes: series.filter(({ minute }) => new Date(minute).getTime() < toMs) })
  const recent = read.filter(({ ms }) => ms > now.getTime() - NOW_MS).flatMap(({ parts }) => parts)
  return { now: { windowSeconds: NOW_MS / 1000, ...quantiles(mergeHistograms(recent)) }, series }
}

// index: line_item_*_rejected (reason, id) where decision = 2, of this month alone: an id begins with its time
const REJECTED = `
  select reason, count(*)::int as today from line_item
   where decision = 2 and reason = any($3::smallint[]) and id >= $1::uuid and id < $2::uuid group by reason order by today desc`

export const readRejected = async (pool: Pool, day: Date): Promise<Omit<Pipeline['rejected'], 'perSecond'>> => {
  const { rows } = await pool.query<{ reason: number; today: number }>(REJECTED, [
    lowestIdAt(day.getTime()),
    lowestIdAt(day.getTime() + DAY_MS),
    REASON_NAMES.map(reasonCode),
  ])
  return {
    today: rows.reduce((sum, row) => sum + row.today, 0),
    reasons: rows.map((row) => {
      const reason = reasonOfCode(row.reason)
      return {
        reason: reason ?? 'none',
        words: reason ? REASONS[reason].words : 'No reason recorded',
        today: row.today,
      }
    }),
  }
}

// How many are open is counted beside them by site of the event (decision 30). Of each cause and site those of today and the
// ends of dead_letter_cause_open (processor, fingerprint, origin_site, failed_at) where state = 'open'.
const LETTERS = `
  select g.processor, substr(g.scope, 2) as site, g.fingerprint, g.open, today.count as today, oldest.failed_at as since,
         newest.error_message as "errorMessage"
    from dead_letter_count g
   cross join lateral (
      select count(*)::int as count from dead_letter d
       where d.state = 'open' and d.processor = g.processor and d.fingerprint = g.fingerprint and d.origin_site = substr(g.scope, 2)
         and d.failed_at >= $1) today
   cross join lateral (
      select d.failed_at from dead_letter d
       where d.state = 'open' and d.processor = g.processor and d.fingerprint = g.fingerprint and d.origin_site = substr(g.scope, 2)
       order by d.failed_at limit 1) oldest
   cross join lateral (
      select d.error_message from dead_letter d
       where d.state = 'open' and d.processor = g.processor and d.fingerprint = g.fingerprint and d.origin_site = substr(g.scope, 2)
       order by d.failed_at desc limit 1) newest
   where g.scope >= '@' and g.scope < 'A' and g.open > 0`

type LetterGroup = {
  processor: string
  site: string
  fingerprint: string
  open: number
  today: number
  since: Date
  errorMessage: string
}
export type LetterSummary = Pipeline['deadLetters']

export const readLetterGroups = async (pool: Pool, day: Date): Promise<LetterGroup[]> =>
  (await pool.query<LetterGroup>(LETTERS, [day])).rows

export const summaryOf = (groups: readonly LetterGroup[]): LetterSummary => {
  const causes = new Map<string, LetterGroup>()
  for (const group of groups) {
    const key = `${group.processor} ${group.fingerprint}`
    const known = causes.get(key)
    causes.set(
      key,
      known
        ? {
            ...known,
            open: known.open + group.open,
            today: known.today + group.today,
            since: new Date(Math.min(known.since.getTime(), group.since.getTime())),
          }
        : group,
    )
  }
  const all = [...causes.values()]
  const largest = all.reduce<LetterGroup | null>((a, b) => (a && a.open >= b.open ? a : b), null)
  return {
    open: all.reduce((sum, group) => sum + group.open, 0),
    groups: all.length,
    today: all.reduce((sum, group) => sum + group.today, 0),
    largest: largest && {
      fingerprint: largest.fingerprint,
      errorMessage: largest.errorMessage,
      open: largest.open,
      since: iso(largest.since),
    },
  }
}

/** At processors of every site by the site of the event; elsewhere all of them at home, where the processor runs. */
export const summaryFor = (groups: readonly LetterGroup[], processor: string, site: string): LetterSummary => {
  const everySite = PROCESSORS.find((spec) => spec.name === processor)?.runs === 'every-site'
  return summaryOf(groups.filter((group) => group.processor === processor && (!everySite || group.site === site)))
}

// A sequential count of a small table (41,000 accounts: 3 ms); kept for a while by the caller.
export const countAccounts = async (pool: Pool): Promise<number> =>
  (await pool.query<{ count: number }>('select count(*)::int as count from account')).rows[0]?.count ?? 0
