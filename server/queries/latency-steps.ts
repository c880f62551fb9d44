/** How long after its record does an event reach each step, by product and site? */
import type { z } from 'zod'
import type { Latency, latencyQuery } from '../../domain/api/throughput.ts'
import { BOUNDS_MS, BUCKETS, countOf, quantile } from '../../domain/histogram.ts'
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
  { step: 'minute', ms: 60_000 },
  { step: 'hour', ms: HOUR_MS },
  { step: 'day', ms: DAY_MS },
] as const
type Step = (typeof TABLES)[number]['step']

// Taking the arrays apart here costs a quarter of what it costs Postgres: 13 months of every product and site are 16,000 rows.
const ROWS = `select step, string_agg(first || ',' || array_to_string(counts, ','), ';') as rows`
// index: latency_minute_pkey, latency_hour_pkey, latency_day_pkey (at, …)
const COUNTS = (step: Step): string => `
  ${ROWS} from latency_${step}
   where at >= $1 and at < $2 and ($3::text is null or product = $3) and ($4::text is null or site = $4)
   group by 1`
// index: latency_sum_minute_pkey, latency_sum_hour_pkey, latency_sum_day_pkey (at, …)
const SUMS = (step: Step): string => `${ROWS} from latency_sum_${step} where at >= $1 and at < $2 group by 1`
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
  const { step: table, ms } = TABLES[hasMinutes ? 0 : spanMs <= HOURS_SPAN_MS ? 1 : 2]
  const start = new Date(Math.floor(from.getTime() / ms) * ms)
  const end = new Date(Math.ceil(to.getTime() / ms) * ms)
  const { product = null, site = null } = query
  type Rows = { step: string; rows: string }
  const [counts, choices] = await Promise.all([
    product === null && site === null
      ? pool.query<Rows>(SUMS(table), [start, end])
      : pool.query<Rows>(COUNTS(table), [start, end, product, site]),
    pool.query<{ products: string[] | null; sites: string[] | null }>(CHOICES),
  ])
  return {
    from: iso(start),
    to: iso(to),
    resolutionSeconds: ms / 1000,
    products: choices.rows[0]?.products ?? [],
    sites: choices.rows[0]?.sites ?? [],
    steps: LATENCY_STEPS.map((step) => {
      const histogram = { counts: addUp(counts.rows.find((row) => row.step === step.step)?.rows ?? ''), sum_ms: 0 }
      return {
        ...step,
        events: countOf(histogram),
        p50Ms: quantile(histogram, 0.5),
        p95Ms: quantile(histogram, 0.95),
        p99Ms: quantile(histogram, 0.99),
        buckets: histogram.counts.flatMap((events, bucket) =>
          events === 0
            ? []
            : [{ aboveMs: bucket === 0 ? 0 : BOUNDS_MS[bucket - 1]!, upToMs: BOUNDS_MS[bucket] ?? null, events }],
        ),
      }
    }),
  }
}

const [ZERO, NINE, SEMICOLON] = [48, 57, 59]

/** Of `first,count,count…;…`: the counts of all rows, bucket by bucket. Read by its characters: there are 400,000 numbers. */
export const addUp = (rows: string): number[] => {
  const sums = Array<number>(BUCKETS).fill(0)
  let bucket = -1 // the next number is a row's first bucket
  let n = 0
  for (let at = 0; at < rows.length; at++) {
    const code = rows.charCodeAt(at)
    if (code >= ZERO && code <= NINE) n = 10 * n + code - ZERO
    else {
      if (bucket < 0) bucket = n
      else sums[bucket++]! += n
      if (code === SEMICOLON) bucket = -1
      n = 0
    }
  }
  if (bucket >= 0) sums[bucket]! += n
  return sums
}
