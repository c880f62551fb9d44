/**
 * Adds what reached a step to its minute, hour and UTC day, by one statement: sums stand beside their rows (decision 27), and
 * a chart of 13 months reads the days.
 */
import { LATENCY_STEPS, type LatencyCell } from '../../domain/step-latency.ts'
import type { Client } from '../postgres/pool.ts'

/** Two histograms from different bounds on: an element that an array does not have is null. */
const add = (table: 'minute' | 'hour' | 'day'): string => `
  insert into latency_${table} as t (at, step, product, site, first, counts)
  select date_trunc('${table}', $3::timestamptz, 'UTC'), $1, product, site, first, counts from cells
  on conflict (at, step, product, site) do update set
    first = least(t.first, excluded.first),
    counts = (select array_agg(coalesce(t.counts[b - t.first + 1], 0) + coalesce(excluded.counts[b - excluded.first + 1], 0) order by b)
                from generate_series(least(t.first, excluded.first),
                                     greatest(t.first + cardinality(t.counts), excluded.first + cardinality(excluded.counts)) - 1) b)`

// indexes: latency_minute_pkey, latency_hour_pkey, latency_day_pkey
const ADD = `
  with cells as (
    select * from jsonb_to_recordset($2) as c (product text, site text, first smallint, counts bigint[])
  ), minutes as (${add('minute')}), hours as (${add('hour')})
  ${add('day')}`

export const addLatency = async (
  tx: Client,
  worker: string,
  cells: readonly LatencyCell[],
  now: Date,
): Promise<void> => {
  const step = LATENCY_STEPS.find((one) => one.worker === worker)?.step
  if (!step || cells.length === 0) return
  await tx.query(ADD, [step, JSON.stringify(cells), now])
}
