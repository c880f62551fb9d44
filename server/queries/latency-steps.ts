/** How long after its record does an event reach each step, by product and site? */
import type { z } from 'zod'
import type { Latency, latencyQuery } from '../../domain/api/throughput.ts'
import { BOUNDS_MS, quantile } from '../../domain/histogram.ts'
import { LATENCY_STEPS } from '../../domain/step-latency.ts'
import type { Pool } from '../postgres/pool.ts'
import { timeRange } from './account-usage.ts'
import { iso } from './time.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const DEFAULT_SPAN_MS = 3 * HOUR_MS
/** A year is 16,000 rows of days and 400,000 of hours; for a look close at today the last minute counts. */
const MINUTES_SPAN_MS = 4 * HOUR_MS
const HOURS_SPAN_MS = 8 * DAY_MS
/** As long as they are kept (server/lag/keep-history.ts). */
const MINUTES_KEPT_MS = 7 * DAY_MS

const TABLES = [
  { table: 'latency_minute', ms: 60_000 },
  { table: 'latency_hour', ms: HOUR_MS },
  { table: 'latency_day', ms: DAY_MS },
] as const

// index: latency_minute_pkey, latency_hour_pkey, latency_day_pkey (at, …)
const COUNTS = (table: (typeof TABLES)[number]['table']): string => `
  select t.step, t.first + c.i - 1 as bucket, sum(c.n)::float8 as events
    from ${table} t, unnest(t.counts) with ordinality c (n, i)
   where t.at >= $1 and t.at < $2 and ($3::text is null or t.product = $3) and ($4::text is null or t.site = $4) and c.n > 0
   group by 1, 2 order by 1, 2`
// A handful of rows each.
const CHOICES = `
  select (select array_agg(distinct product order by product) from sku) as products,
         (select array_agg(name order by code) from site) as sites`

export const readLatencySteps = async (
  pool: Pool,
  query: z.output<typeof latencyQuery>,
  now = new Date(),
): Promise<Latency> => {
  const [from, to] = timeRange(query.from ?? iso(new Date(now.getTime() - DEFAULT_SPAN_MS)), query.to ?? iso(now))
  const spanMs = to.getTime() - from.getTime()
  const hasMinutes = spanMs <= MINUTES_SPAN_MS && from.getTime() >= now.getTime() - MINUTES_KEPT_MS
  const { table, ms } = TABLES[hasMinutes ? 0 : spanMs <= HOURS_SPAN_MS ? 1 : 2]
  const start = new Date(Math.floor(from.getTime() / ms) * ms)
  const end = new Date(Math.ceil(to.getTime() / ms) * ms)
  const [counts, choices] = await Promise.all([
    pool.query<{ step: string; bucket: number; events: number }>(COUNTS(table), [
      start,
      end,
      query.product ?? null,
      query.site ?? null,
    ]),
    pool.query<{ products: string[] | null; sites: string[] | null }>(CHOICES),
  ])
  return {
    from: iso(start),
    to: iso(to),
    resolutionSeconds: ms / 1000,
    products: choices.rows[0]?.products ?? [],
    sites: choices.rows[0]?.sites ?? [],
    steps: LATENCY_STEPS.map((step) => {
      const of = counts.rows
        .filter((row) => row.step === step.step)
        .map((row) => ({ ...row, bucket: Number(row.bucket) }))
      const whole: number[] = []
      for (const { bucket, events } of of) whole[bucket] = events
      const histogram = { counts: Array.from(whole, (n) => n ?? 0), sum_ms: 0 }
      return {
        ...step,
        events: of.reduce((sum, { events }) => sum + events, 0),
        p50Ms: quantile(histogram, 0.5),
        p95Ms: quantile(histogram, 0.95),
        p99Ms: quantile(histogram, 0.99),
        buckets: of.map(({ bucket, events }) => ({
          aboveMs: bucket === 0 ? 0 : BOUNDS_MS[bucket - 1]!,
          upToMs: BOUNDS_MS[bucket] ?? null,
          events,
        })),
      }
    }),
  }
}
