/**
 * Minutes from raw samples, five minutes from those, then hours and days (UTC): the worst of each partition within the step.
 * Only steps that are over, each once; what is missing after an outage is made up, some hours at a time, from what is still kept. With them goes the row
 * of each site that charts of every group read (docs/decisions/0031).
 */
import type { Pool } from '../postgres/pool.ts'
import { utcStep } from './utc-step.ts'

type Step = {
  readonly from: string
  readonly to: string
  readonly step: '1 minute' | '5 minutes' | '1 hour' | '1 day'
  readonly stepMs: number
  /** As far back as the source is kept (server/lag/keep-history.ts). */
  readonly keepMs: number
  /** One statement takes at most this much: some 360,000 cells of 500 partitions. */
  readonly windowMs: number
}
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const STEPS: readonly Step[] = [
  {
    from: 'lag_raw',
    to: 'lag_minute',
    step: '1 minute',
    stepMs: MINUTE_MS,
    keepMs: 48 * HOUR_MS,
    windowMs: 2 * HOUR_MS,
  },
  {
    from: 'lag_minute',
    to: 'lag_five_minutes',
    step: '5 minutes',
    stepMs: 5 * MINUTE_MS,
    keepMs: 30 * 24 * HOUR_MS,
    windowMs: 6 * HOUR_MS,
  },
  {
    from: 'lag_five_minutes',
    to: 'lag_hour',
    step: '1 hour',
    stepMs: HOUR_MS,
    keepMs: 30 * 24 * HOUR_MS,
    windowMs: 12 * HOUR_MS,
  },
  {
    from: 'lag_hour',
    to: 'lag_day',
    step: '1 day',
    stepMs: DAY_MS,
    keepMs: 400 * DAY_MS,
    windowMs: 20 * DAY_MS,
  },
]

// Elements are partitions: the largest lag and the largest time of each. -2^31 and -1, unknown, lose against any number.
// index: partitions are pruned by `at`, then every series of the window is wanted.
const statement = ({ from, to, step }: Step): string => `
  with cells as (
    select ${utcStep(step, 'r.at')} as at, r.series, u.i, max(u.lag) as lag, max(u.time) as time
      from ${from} r, unnest(r.lag, r.time_lag) with ordinality u (lag, time, i)
     where r.at >= $1 and r.at < $2
     group by 1, 2, 3
  ), totals as (
    select ${utcStep(step, 'at')} as at, series, max(total_lag) as total, max(worst_time) as worst
      from ${from} where at >= $1 and at < $2 group by 1, 2
  ), steps as (
    select at, series, array_agg(lag order by i) as lag, array_agg(time order by i) as time from cells group by 1, 2
  ), made as (
    insert into ${to} (at, series, worst_time, total_lag, lag, time_lag)
    select at, series, t.worst, t.total, s.lag, s.time from steps s join totals t using (at, series)
    on conflict (series, at) do nothing
    returning at, series, worst_time, total_lag
  ), sites as (
    insert into ${to.replace('lag_', 'lag_site_')} (at, site, series, worst_time, total_lag)
    select m.at, s.site, array_agg(m.series order by m.series), array_agg(m.worst_time order by m.series),
           array_agg(m.total_lag order by m.series)
      from made m join lag_series s on s.id = m.series group by m.at, s.site
    on conflict (at, site) do nothing
  )
  select count(*)::int as rows from made`

const newest = (to: string): string => `select max(at) as at from ${to} where at > $1`

export type RollUp = (now?: Date) => Promise<{ rows: number }>

/** Remembers how far it came; a new process finds that in the tables. */
export const openRollUp = (pool: Pool): RollUp => {
  const reached = new Map<string, number>()
  return async (now = new Date()) => {
    let rows = 0
    for (const step of STEPS) {
      const oldestMs = now.getTime() - step.keepMs
      let fromMs = reached.get(step.to)
      if (fromMs === undefined) {
        const found = await pool.query<{ at: Date | null }>(newest(step.to), [new Date(oldestMs)])
        const at = found.rows[0]?.at
        fromMs = at ? at.getTime() + step.stepMs : Math.floor(oldestMs / step.stepMs) * step.stepMs
      }
      const endMs = Math.floor(now.getTime() / step.stepMs) * step.stepMs
      while (fromMs < endMs) {
        const toMs = Math.min(endMs, fromMs + step.windowMs)
        const done = await pool.query<{ rows: number }>(statement(step), [new Date(fromMs), new Date(toMs)])
        rows += done.rows[0]?.rows ?? 0
        fromMs = toMs
      }
      reached.set(step.to, fromMs)
    }
    return { rows }
  }
}
