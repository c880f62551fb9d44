/**
 * Ranges of time as partitions: made ahead, and dropped when they are older than is kept, which costs nothing however
 * many rows they had. Every table has a default partition that takes what comes before its range is made.
 */
import type { ClientBase } from 'pg'
import { LAG_EVENTS_DAYS } from '../limits.ts'
import { ADVISORY_LOCKS } from '../postgres/advisory-locks.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

type Kept = {
  readonly table: string
  /** The column that the ranges are of. */
  readonly by: 'at' | 'minute' | 'hour'
  /** Width of a range, and how long rows are kept: at most one width longer. */
  readonly binMs: number
  readonly keepMs: number
}

/** 13 months and some days, so that the same month of last year is whole. */
const MONTHS_13 = 400 * DAY_MS
export const HISTORY_TABLES: readonly Kept[] = [
  { table: 'lag_raw', by: 'at', binMs: 12 * HOUR_MS, keepMs: 48 * HOUR_MS },
  { table: 'log_end_raw', by: 'at', binMs: 12 * HOUR_MS, keepMs: 48 * HOUR_MS },
  { table: 'lag_minute', by: 'at', binMs: 5 * DAY_MS, keepMs: 30 * DAY_MS },
  { table: 'lag_five_minutes', by: 'at', binMs: 10 * DAY_MS, keepMs: 30 * DAY_MS },
  { table: 'lag_hour', by: 'at', binMs: 40 * DAY_MS, keepMs: MONTHS_13 },
  { table: 'lag_day', by: 'at', binMs: 200 * DAY_MS, keepMs: MONTHS_13 },
  { table: 'lag_site_minute', by: 'at', binMs: 5 * DAY_MS, keepMs: 30 * DAY_MS },
  { table: 'lag_site_five_minutes', by: 'at', binMs: 10 * DAY_MS, keepMs: 30 * DAY_MS },
  { table: 'lag_site_hour', by: 'at', binMs: 40 * DAY_MS, keepMs: MONTHS_13 },
  { table: 'lag_site_day', by: 'at', binMs: 200 * DAY_MS, keepMs: MONTHS_13 },
  { table: 'throughput_minute', by: 'minute', binMs: 5 * DAY_MS, keepMs: 30 * DAY_MS },
  { table: 'throughput_five_minutes', by: 'minute', binMs: 10 * DAY_MS, keepMs: 30 * DAY_MS },
  { table: 'throughput_hour', by: 'hour', binMs: 40 * DAY_MS, keepMs: MONTHS_13 },
  { table: 'latency_minute', by: 'at', binMs: DAY_MS, keepMs: 7 * DAY_MS },
  { table: 'latency_hour', by: 'at', binMs: 40 * DAY_MS, keepMs: MONTHS_13 },
  { table: 'latency_day', by: 'at', binMs: 200 * DAY_MS, keepMs: MONTHS_13 },
  { table: 'latency_sum_minute', by: 'at', binMs: DAY_MS, keepMs: 7 * DAY_MS },
  { table: 'latency_sum_hour', by: 'at', binMs: 40 * DAY_MS, keepMs: MONTHS_13 },
  { table: 'latency_sum_day', by: 'at', binMs: 200 * DAY_MS, keepMs: MONTHS_13 },
  { table: 'relay_run', by: 'at', binMs: 40 * DAY_MS, keepMs: MONTHS_13 },
  { table: 'booking_run', by: 'at', binMs: 40 * DAY_MS, keepMs: MONTHS_13 },
]

const CHILDREN = `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = $1::regclass`

const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 13).replace(/\D/g, '')
const startOf = (name: string): number => {
  const [, y, m, d, h] = /_(\d{4})(\d\d)(\d\d)(\d\d)$/.exec(name) ?? []
  return y === undefined ? Number.NaN : Date.UTC(Number(y), Number(m) - 1, Number(d), Number(h))
}

/** Names and bounds of ranges take no parameters in SQL; every word here is of this file or a time of ours. */
const makeBin = async (client: ClientBase, { table, by, binMs }: Kept, fromMs: number): Promise<string> => {
  const name = `${table}_${stamp(fromMs)}`
  const bounds = [fromMs, fromMs + binMs].map((ms) => `'${new Date(ms).toISOString()}'`)
  await client.query(`create table ${name} (like ${table} including all)`)
  // What came before this range was made: the default partition may not keep a row that belongs to it.
  await client.query(
    `with moved as (delete from ${table}_rest where ${by} >= ${bounds[0]} and ${by} < ${bounds[1]} returning *)
     insert into ${name} select * from moved`,
  )
  await client.query(`alter table ${table} attach partition ${name} for values from (${bounds[0]}) to (${bounds[1]})`)
  return name
}

/** Makes what is missing up to one range ahead, drops what is too old. Idempotent; at start and hourly. */
export const keepHistory = async (
  pool: Pool,
  now = new Date(),
  tables: readonly Kept[] = HISTORY_TABLES,
): Promise<{ made: string[]; dropped: string[] }> => {
  const made: string[] = []
  const dropped: string[] = []
  for (const kept of tables)
    await inTransaction(pool, async (client) => {
      await client.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.keepHistory])
      const { table, by, binMs, keepMs } = kept
      const { rows } = await client.query<{ name: string }>(CHILDREN, [table])
      const there = new Set(rows.map(({ name }) => name))
      const oldestMs = now.getTime() - keepMs
      // The current range and the next; older ones are not made again: there is nothing that would fill them.
      const firstMs = Math.floor(now.getTime() / binMs) * binMs
      for (const fromMs of [firstMs, firstMs + binMs])
        if (!there.has(`${table}_${stamp(fromMs)}`)) made.push(await makeBin(client, kept, fromMs))
      for (const name of there)
        if (startOf(name) + binMs < oldestMs) {
          await client.query(`drop table ${name}`)
          dropped.push(name)
        }
      await client.query(`delete from ${table}_rest where ${by} < $1`, [new Date(oldestMs)])
    })
  // Some rows a day: a plain delete. index: lag_event_started
  await pool.query(`delete from lag_event where started_at < $1::timestamptz - make_interval(days => $2)`, [
    now,
    LAG_EVENTS_DAYS,
  ])
  return { made, dropped }
}
