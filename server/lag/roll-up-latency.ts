/**
 * Adds what reached a step to its minute, hour and UTC day, by one statement: sums stand beside their rows (decision 27), and
 * a chart of 13 months reads the days. Of all products and sites there is a sum of its own.
 */
import { LATENCY_STEPS, type LatencyCell } from '../../domain/step-latency.ts'
import type { Client } from '../postgres/pool.ts'

type Table = 'minute' | 'hour' | 'day'
const at = (table: Table): string => `date_trunc('${table}', $3::timestamptz, 'UTC')`
/** Two histograms from different bounds on: an element that an array does not have is null. */
const ADDED = `
    first = least(t.first, excluded.first),
    counts = (select array_agg(coalesce(t.counts[b - t.first + 1], 0) + coalesce(excluded.counts[b - excluded.first + 1], 0) order by b)
                from generate_series(least(t.first, excluded.first),
                                     greatest(t.first + cardinality(t.counts), excluded.first + cardinality(excluded.counts)) - 1) b)`
const add = (table: Table): string => `
  insert into latency_${table} as t (at, step, product, site, first, counts)
  select ${at(table)}, $1, product, site, first, counts from cells
  on conflict (at, step, product, site) do update set ${ADDED}`
const addSum = (table: Table): string => `
  insert into latency_sum_${table} as t (at, step, first, counts) values (${at(table)}, $1, $4, $5)
  on conflict (at, step) do update set ${ADDED}`

// indexes: latency_minute_pkey, latency_hour_pkey, latency_day_pkey, and those of the sums
const ADD = `
  with cells as (
    select * from jsonb_to_recordset($2) as c (product text, site text, first smallint, counts bigint[])
  ), minutes as (${add('minute')}), hours as (${add('hour')}), days as (${add('day')}),
     sums as (${addSum('minute')}), hour_sums as (${addSum('hour')})
  ${addSum('day')}`

/** Of all products and sites: from the first bound that any of them has, without holes. */
const sumOf = (cells: readonly LatencyCell[]): { first: number; counts: number[] } => {
  const first = Math.min(...cells.map((cell) => cell.first))
  const size = Math.max(...cells.map((cell) => cell.first + cell.counts.length)) - first
  const counts = Array<number>(size).fill(0)
  for (const cell of cells) for (const [i, events] of cell.counts.entries()) counts[cell.first - first + i]! += events
  return { first, counts }
}

export const addLatency = async (
  tx: Client,
  worker: string,
  cells: readonly LatencyCell[],
  now: Date,
): Promise<void> => {
  const step = LATENCY_STEPS.find((one) => one.worker === worker)?.step
  if (!step || cells.length === 0) return
  const { first, counts } = sumOf(cells)
  await tx.query(ADD, [step, JSON.stringify(cells), now, first, counts])
}
