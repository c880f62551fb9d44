/**
 * R14: `line_item`, its history and placements are partitioned by ranges of id, which begin with the time of the usage.
 * A month each, from the horizon to two months ahead, made here before anything needs them. The bounds are data: what is
 * there is kept, whatever its width, and new partitions begin where the newest ends: what was dropped is not made again.
 */
import type { ClientBase, Pool } from 'pg'
import { lowestIdAt, timeOfId, uuidBytes } from '../../domain/line-item-id.ts'
import { HORIZON_MONTHS, TIME_PARTITIONS_MAX } from '../limits.ts'
import { ADVISORY_LOCKS } from './advisory-locks.ts'

const MONTHS_AHEAD = 2

/**
 * Rows come in once and hardly change: vacuum only has to freeze them, and the planner's figures must follow a month
 * that grows from nothing.
 */
const STORAGE =
  'autovacuum_vacuum_insert_scale_factor = 0.2, autovacuum_vacuum_insert_threshold = 100000, autovacuum_analyze_scale_factor = 0.1, autovacuum_analyze_threshold = 5000'

type PartitionedTable = {
  readonly table: 'line_item' | 'line_item_history' | 'line_item_duplicate' | 'placement'
  /** Name suffix and what follows `on <partition>`. */
  readonly indexes: ReadonlyArray<{ readonly suffix: string; readonly definition: string }>
}

export const PARTITIONED_TABLES: readonly PartitionedTable[] = [
  {
    table: 'line_item',
    indexes: [
      // a customer's line items in order of time; with all that their month adds up, so that it reads no row (decision 32)
      { suffix: 'account', definition: '(account_id, id) include (sku, decision, reason, units, nanos)' },
      // the passport by event id: smaller and quicker than a btree for equality on random values
      { suffix: 'event', definition: 'using hash (event_id)' },
      // the sweep: rejected because the account (1) or its Zuora account (2) was not known (R11)
      { suffix: 'sweep', definition: '(account_id) where reason in (1, 2)' },
    ],
  },
  { table: 'line_item_history', indexes: [] },
  { table: 'line_item_duplicate', indexes: [] },
  {
    table: 'placement',
    // Rows of a file lie together and in order: a summary of every 16 pages costs nothing to keep and finds them.
    indexes: [
      {
        suffix: 'file',
        definition: 'using brin (file_id, row_number) with (pages_per_range = 16, autosummarize = on)',
      },
    ],
  },
]

/** First moment of the month that is `offset` months away from the month of `at`, UTC. */
export const monthStart = (at: Date, offset = 0): Date =>
  new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + offset, 1))

/** Older usage than this is a dead letter (R14). The current month counts as one of the 25. */
export const firstHorizon = (now: Date): Date => monthStart(now, 1 - HORIZON_MONTHS)

const BOUNDS = `select pg_get_expr(c.relpartbound, c.oid) as bound
  from pg_inherits i join pg_class c on c.oid = i.inhrelid
  where i.inhparent = $1::regclass`

/** The times of a partition's range of ids: from, and the first that is not in it. */
export const timesOfBound = (bound: string): { fromMs: number; toMs: number } => {
  const [from, to] = [...bound.matchAll(/'([0-9a-f-]{36})'/g)].map(([, id]) => uuidBytes(id!))
  if (!from || !to) throw new Error(`A partition has bounds that are not a range of ids: ${bound}`)
  return { fromMs: timeOfId(from), toMs: timeOfId(to) }
}

const boundsOf = async (client: ClientBase, table: string): Promise<{ fromMs: number; toMs: number }[]> => {
  const { rows } = await client.query<{ bound: string }>(BOUNDS, [table])
  return rows.map(({ bound }) => timesOfBound(bound))
}

const suffixOf = (from: Date): string => {
  const [year, month, day] = from.toISOString().slice(0, 10).split('-')
  return day === '01' ? `${year}_${month}` : `${year}_${month}_${day}`
}

/**
 * Made apart and attached: attaching waits for no claim's transaction and stops none, which `create … partition of`
 * would. Definitions take no parameters in SQL; every word of these comes from this file, the bounds are our own ids.
 */
const makePartition = async (client: ClientBase, spec: PartitionedTable, from: Date, to: Date): Promise<string> => {
  const name = `${spec.table}_${suffixOf(from)}`
  await client.query(`create table ${name} (like ${spec.table} including all) with (${STORAGE})`)
  for (const { suffix, definition } of spec.indexes)
    await client.query(`create index ${name}_${suffix} on ${name} ${definition}`)
  const bounds = `from ('${lowestIdAt(from.getTime())}') to ('${lowestIdAt(to.getTime())}')`
  await client.query(`alter table ${spec.table} attach partition ${name} for values ${bounds}`)
  return name
}

/** Partitions of a month each between two times; the last may be shorter. `count`: how many there are already. */
const makeBetween = async (
  client: ClientBase,
  spec: PartitionedTable,
  { start, until, count }: { start: Date; until: Date; count: number },
): Promise<string[]> => {
  const made: string[] = []
  for (let from = start; from < until; ) {
    const next = monthStart(from, 1)
    const to = next < until ? next : until
    if (count + made.length >= TIME_PARTITIONS_MAX)
      throw new Error(
        `${spec.table} already has ${TIME_PARTITIONS_MAX} partitions, and more make every plan slow; archive and drop the oldest months, then start again.`,
      )
    made.push(await makePartition(client, spec, from, to))
    from = to
  }
  return made
}

const extend = async (client: ClientBase, spec: PartitionedTable, horizon: Date, until: Date): Promise<string[]> => {
  const bounds = await boundsOf(client, spec.table)
  const start = bounds.length === 0 ? horizon : new Date(Math.max(...bounds.map(({ toMs }) => toMs)))
  return makeBetween(client, spec, { start, until, count: bounds.length })
}

/**
 * Makes what is missing between `horizon` (of an empty table) and the end of the month two ahead of `now`; returns the
 * names it made. One transaction; idempotent; call it at start and daily.
 */
export const makePartitions = (
  pool: Pool,
  { now = new Date(), horizon = firstHorizon(now) }: { now?: Date; horizon?: Date } = {},
): Promise<string[]> =>
  alone(pool, async (client) => {
    const made: string[] = []
    for (const spec of PARTITIONED_TABLES)
      made.push(...(await extend(client, spec, monthStart(horizon), monthStart(now, MONTHS_AHEAD + 1))))
    return made
  })

const WAS_RAISED = `select exists (select 1 from audit_log where action = 'line_items.raise_horizon') as "wasRaised"`

/**
 * A database that is younger than its log lacks the months from before its own horizon that the log has decisions of
 * (R21): makes those from `from`'s on, and lets the horizon fall to where it was when they were decided. What a person had
 * dropped stays away. @returns the names it made; undefined: the horizon was raised by a person, and nothing is made
 */
export const makeOlderPartitions = (pool: Pool, from: Date): Promise<string[] | undefined> =>
  alone(pool, async (client) => {
    const { rows } = await client.query<{ wasRaised: boolean }>(WAS_RAISED)
    if (rows[0]!.wasRaised) return undefined
    const start = monthStart(from)
    const made: string[] = []
    for (const spec of PARTITIONED_TABLES) {
      const bounds = await boundsOf(client, spec.table)
      const until = new Date(Math.min(...bounds.map(({ fromMs }) => fromMs)))
      made.push(...(await makeBetween(client, spec, { start, until, count: bounds.length })))
    }
    await client.query('update installation set line_item_horizon = least(line_item_horizon, $1)', [start])
    return made
  })

const alone = async <T>(pool: Pool, work: (client: ClientBase) => Promise<T>): Promise<T> => {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.makePartitions])
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}
