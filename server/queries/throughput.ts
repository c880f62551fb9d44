/** How many events a second, over time? */
import type { z } from 'zod'
import type { Throughput, throughputQuery } from '../../domain/api/throughput.ts'
import { ROLL_UP_INTERVAL_MS } from '../limits.ts'
import type { Pool } from '../postgres/pool.ts'
import { timeRange } from './account-usage.ts'
import { halvesOf } from './halves.ts'
import { iso } from './time.ts'

/** Points of one line, a dozen of which are drawn above each other: three hours by the minute, a day by ten, a month by four hours. */
const POINTS_MAX = 192
const STEPS_SECONDS = [60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400] as const
const DEFAULT_SPAN_MS = 3 * 3_600_000
/** Longer than this by the hour: a week by the minute reads 60 times as many rows for lines that look the same. */
const MINUTES_SPAN_SECONDS = 3 * 86_400
/** Minutes are kept for 30 days, hours for 13 months (keep-history.ts): what begins earlier is answered by the hour. */
const MINUTES_KEPT_MS = 30 * 86_400_000

/**
 * Minutes and five minutes, and for steps of whole hours the hours: those that are over are rolled up once, in their order, so
 * that five minutes go on where the newest hour ends. index: throughput_*_pkey (minute, …), throughput_hour_pkey (hour, …)
 */
const SOURCE = {
  minutes:
    'select minute as at, worker, site, records, outcomes from throughput_minute where minute >= $1 and minute < $2',
  fiveMinutes:
    'select minute as at, worker, site, records, outcomes from throughput_five_minutes where minute >= $1 and minute < $2',
  hours: `
    select hour as at, worker, site, records, outcomes from throughput_hour where hour >= $1 and hour < $2
    union all
    select minute, worker, site, records, outcomes from throughput_five_minutes
     where minute < $2 and minute >= greatest($1::timestamptz, (select max(hour) + interval '1 hour' from throughput_hour))`,
} as const
// Seconds since 1970: thousands of points are cheaper as numbers than as dates, which are the same few over and over.
const STEP = (at: string): string => `date_part('epoch', date_bin($3::interval, ${at}, $1::timestamptz))::int as at`
const BY_WORKER = (source: string): string => `
  select ${STEP('t.at')}, case $4 when 'site' then site else worker end as key, sum(records)::float8 as records
    from (${source}) t
   where ($4 <> 'site' or worker = 'usage-relay') and ($5::text is null or worker = $5) and ($6::text is null or site = $6)
   group by 1, 2 order by 1`
// All documents of a step as one text: taken apart here they cost a quarter of what jsonb_each costs, and no parallel plan is
// made for the hundred rows that Postgres expects of each.
const BY_OUTCOME = (source: string): string => `
  select ${STEP('t.at')}, string_agg(t.outcomes::text, ',') as outcomes
    from (${source}) t
   where ($4::text is null or worker = $4) and ($5::text is null or site = $5)
   group by 1 order by 1`
// index: event_count_hour. What entered, by the hour of the event; redrives are no new events.
const BY_PRODUCT = `
  select ${STEP('hour')}, case product when '' then 'undecodable' else product end as key, sum(events)::float8 as records
    from event_count
   where hour >= $1 and hour < $2 and processor = 'usage-relay' and source_topic <> 'usage-relay.retry'
     and ($4::text is null or origin_site = $4) and ($5::text is null or origin_topic = $5)
   group by 1, 2 order by 1`
// Which partition a spike came from: what a processor read, by the partition that it read it from.
// index: event_count_hour
const HOURS_OF_PARTITION = `
  select hour as at, source_topic, source_partition, origin_site, events from event_count
   where hour >= $1 and hour < $2 and processor = $4`
// index: event_count_day_day. UTC days, which begin before the end.
const DAYS_OF_PARTITION = `
  select day::timestamp at time zone 'UTC' as at, source_topic, source_partition, origin_site, events from event_count_day
   where day >= ($1::timestamptz at time zone 'UTC')::date
     and day < ($2::timestamptz at time zone 'UTC' + interval '1 day' - interval '1 microsecond')::date and processor = $4`
const BY_PARTITION = (source: string): string => `
  select at, topic || ':' || partition as key, records
    from (select ${STEP('t.at')}, source_topic as topic, source_partition as partition, sum(events)::float8 as records
            from (${source}) t
           where ($5::text is null or origin_site = $5) and ($6::text is null or source_topic = $6)
           group by 1, 2, 3) points
   order by topic, partition, at
   limit $7`

/** Of lines that are many and small: one of each partition. */
const PARTITION_LINE_POINTS_MAX = 48

// A row a worker (roll-up-throughput.ts).
const LOOKED = 'select max(at) as until from rolled_up'

const stepFor = (spanSeconds: number, least: number, points: number): number =>
  STEPS_SECONDS.find((step) => step >= least && spanSeconds / step <= points) ?? 86_400

export const readThroughput = async (
  pool: Pool,
  query: z.output<typeof throughputQuery>,
  now = new Date(),
): Promise<Throughput> => {
  const [from, to] = timeRange(query.from ?? iso(new Date(now.getTime() - DEFAULT_SPAN_MS)), query.to ?? iso(now))
  const seconds = (to.getTime() - from.getTime()) / 1000
  const isOfLedgers = query.by === 'product' || query.by === 'partition'
  const isHourly = isOfLedgers || seconds > MINUTES_SPAN_SECONDS || from.getTime() < now.getTime() - MINUTES_KEPT_MS
  const step = stepFor(
    seconds,
    isHourly ? 3_600 : 60,
    query.by === 'partition' ? PARTITION_LINE_POINTS_MAX : POINTS_MAX,
  )
  // Steps begin at whole ones, so that reloading shifts no point.
  const start = new Date(Math.floor(from.getTime() / 1000 / step) * step * 1000)
  const source = query.by === 'partition' ? partitionSource(step) : sourceOf(step)
  const parts = halvesOf(start, to, step * 1000)
  const [secondsOf, ...answers] = await Promise.all([
    isOfLedgers ? elapsed(step, now) : covered(pool, step, now),
    ...parts.map(async ([first, last]) => {
      const asked = question(query, [first, last, `${step} seconds`], source)
      return query.by === 'outcome'
        ? (await pool.query<Documents>(...asked)).rows.flatMap(outcomesOf)
        : (await pool.query<Row>(...asked)).rows
    }),
  ])
  const rows = answers.flat()
  const series = new Map<string, Throughput['series'][number]>()
  const timeOf = new Map<number, string>()
  for (const { key, at, records } of rows) {
    const line = series.get(key) ?? { key, points: [] }
    series.set(key, line)
    const time = timeOf.get(at) ?? iso(new Date(at * 1000))
    timeOf.set(at, time)
    line.points.push({ at: time, records, perSecond: records / secondsOf(at) })
  }
  const lines = [...series.values()]
  // What only the second half knows is not last for that.
  lines.sort((a, b) => byName(a.key, b.key))
  return { from: iso(start), to: iso(to), by: query.by, stepSeconds: step, series: lines }
}

const sourceOf = (step: number): string =>
  SOURCE[step >= 3_600 ? 'hours' : step % 300 === 0 ? 'fiveMinutes' : 'minutes']
const partitionSource = (step: number): string => (step % 86_400 === 0 ? DAYS_OF_PARTITION : HOURS_OF_PARTITION)

/** Of one answer: 1,000 partitions fit. */
const PARTITION_POINTS_MAX = 50_000

/** Partition 10 comes after partition 9. */
const byName = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true })

const question = (
  { by, processor, site, topic }: z.output<typeof throughputQuery>,
  span: readonly unknown[],
  source: string,
): [string, unknown[]] => {
  const [worker, at] = [processor ?? null, site ?? null]
  switch (by) {
    case 'product':
      return [BY_PRODUCT, [...span, at, topic ?? null]]
    case 'outcome':
      return [BY_OUTCOME(source), [...span, worker, at]]
    case 'partition':
      return [BY_PARTITION(source), [...span, processor ?? 'usage-relay', at, topic ?? null, PARTITION_POINTS_MAX]]
    default:
      return [BY_WORKER(source), [...span, by, worker, at]]
  }
}

type Row = { at: number; key: string; records: number }
type Documents = { at: number; outcomes: string }

const outcomesOf = ({ at, outcomes }: Documents): Row[] => {
  const sums = new Map<string, number>()
  for (const counts of JSON.parse(`[${outcomes}]`) as Record<string, number>[])
    for (const key in counts) sums.set(key, (sums.get(key) ?? 0) + counts[key]!)
  return [...sums].map(([key, records]) => ({ at, key, records }))
}

/** How many seconds of a step, which begins at `at` in seconds since 1970, its records are of. */
type SecondsOf = (at: number) => number

/** Of the ledgers, which are written as it happens: the step that is not over yet is as long as it has been going on. */
const elapsed =
  (step: number, now: Date): SecondsOf =>
  (at) =>
    Math.min(step, Math.max(1, now.getTime() / 1000 - at))

/**
 * Of what workers report: the newest step holds what its looks brought, the first of which began before it, and nothing of the
 * seconds since the last one.
 */
const covered = async (pool: Pool, step: number, now: Date): Promise<SecondsOf> => {
  const { rows } = await pool.query<{ until: Date | null }>(LOOKED)
  const until = Math.min(now.getTime(), (rows[0]?.until ?? now).getTime())
  return (at) => {
    const looks = Math.ceil((until - at * 1_000) / ROLL_UP_INTERVAL_MS)
    return Math.min(step, (Math.max(1, looks) * ROLL_UP_INTERVAL_MS) / 1_000)
  }
}
