/**
 * The exact proof of a loss (R20): a line item is accepted, csv-builder's mark is at or above its claim, the books have
 * caught up with what csv-builder announced until then, and it has no placement.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Claim } from '../../domain/line-item.ts'
import { CLAIM_OF_STORED } from '../decisions/line-item-rows.ts'
import type { Hydro } from '../kafka/client.ts'
import { logBounds } from '../kafka/log-reader.ts'
import type { Pool } from '../postgres/pool.ts'
import { commitsOf } from '../warehouse/proven-to.ts'

/** An accepted line item that has no row. */
export type Rowless = {
  readonly id: string
  readonly attempt: number
  /** The claim that accepted it. A claim's partition is that of its file (R9). */
  readonly topic: number
  readonly partition: number
  readonly offset: number
  /** Where its usage event is in its topic. */
  readonly originPartition: number
  readonly originOffset: number
}

// index: line_item_*_pkey and placement_*_pkey, between the batch's least and greatest id (R8)
const ROWLESS = `
  select l.id, l.attempt, l.decided_by_topic as topic, l.decided_by_partition as partition, l.decided_by_offset::float8 as "offset",
         l.origin_partition as "originPartition", l.origin_offset::float8 as "originOffset"
    from line_item l
   where l.id = any($1::uuid[]) and l.id >= $2::uuid and l.id <= $3::uuid and l.decision = 1
     and not exists (select from placement p where p.line_item_id = l.id and p.attempt = l.attempt
                                               and p.line_item_id >= $2::uuid and p.line_item_id <= $3::uuid)`

/** A row that is lost, proven by the books as they were to this offset of billing.csv-files, in the claim's partition. */
export type LostRow = Rowless & { readonly booksTo: number }

/** Those of the line items, sorted by id, that are accepted and have no row: on their way, nearly always. */
export const rowlessOf = async (pool: Pool, ids: readonly string[]): Promise<Rowless[]> =>
  ids.length === 0 ? [] : (await pool.query<Rowless>(ROWLESS, [ids, ids[0], ids.at(-1)])).rows

// index: stream_cursor_pkey
const BUILDERS = `
  select partition, next_offset::float8 as next, coalesce(state -> 'marks', '[]') as marks from stream_cursor
   where processor = 'csv-builder' and site = $1 and topic = 'billing.submittable' and partition = any($2)`
const BOOKKEEPERS = `
  select partition, next_offset::float8 as next from stream_cursor
   where processor = 'csv-bookkeeper' and site = $1 and topic = 'billing.csv-files' and partition = any($2)`

/** For csv-builder and the books to come as far as csv-builder was: they do so within a second or two. */
const PATIENCE_MS = 4_000
/** Streams commit ten times a second and settle once a second. */
const STEP_MS = 100

/**
 * Those that are lost, proven, by id. The others are on their way, or nobody can say yet: where csv-builder or the books
 * do not come as far as csv-builder was at the beginning within `patienceMs`, nothing is proven.
 */
export const provenLost = async (
  pool: Pool,
  hydro: Hydro,
  rowless: readonly Rowless[],
  patienceMs = PATIENCE_MS,
): Promise<ReadonlyMap<string, LostRow>> => {
  const nothing: ReadonlyMap<string, LostRow> = new Map()
  const partitions = [...new Set(rowless.map(({ partition }) => partition))]
  if (partitions.length === 0) return nothing
  const home = hydro.home.name
  const builders = await pool.query<{ partition: number; next: number; marks: Claim[] }>(BUILDERS, [home, partitions])
  const passed = rowless.filter(({ topic, partition, offset }) =>
    builders.rows
      .find((builder) => builder.partition === partition)
      ?.marks.some((m) => m.topic === CLAIM_OF_STORED.get(topic) && m.partition === partition && m.offset >= offset),
  )
  if (passed.length === 0) return nothing
  const deadline = performance.now() + patienceMs
  const until = async (isSo: () => Promise<boolean>): Promise<boolean> => {
    while (!(await isSo())) {
      if (performance.now() > deadline) return false
      await sleep(STEP_MS)
    }
    return true
  }
  // What csv-builder has committed, it has announced (R2, R17): then the end of that log covers every row until here.
  const isAnnounced = await until(async () => {
    const commits = (await commitsOf(hydro, home, 'billing.submittable', ['csv-builder'])).get('csv-builder')
    return builders.rows.every(({ partition, next }) => (commits?.get(partition) ?? -1) >= next)
  })
  if (!isAnnounced) return nothing
  const bounds = (await logBounds(hydro, home, new Map([['billing.csv-files', partitions]]))).get('billing.csv-files')
  const endOf = (partition: number): number => bounds?.get(partition)?.end ?? 0
  const isBooked = await until(async () => {
    const { rows } = await pool.query<{ partition: number; next: number }>(BOOKKEEPERS, [home, partitions])
    const next = new Map(rows.map((row) => [row.partition, row.next]))
    return partitions.every((partition) => (next.get(partition) ?? 0) >= endOf(partition))
  })
  if (!isBooked) return nothing
  // What was released meanwhile has another attempt, and another claim.
  const still = await rowlessOf(pool, passed.map(({ id }) => id).sort())
  const claims = new Map(passed.map((one) => [one.id, `${one.attempt} ${one.topic} ${one.offset}`]))
  return new Map(
    still
      .filter((one) => claims.get(one.id) === `${one.attempt} ${one.topic} ${one.offset}`)
      .map((one) => [one.id, { ...one, booksTo: endOf(one.partition) }]),
  )
}
