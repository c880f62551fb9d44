/**
 * What a new decision undoes. A repair is checked here once more, in the transaction that claims it (R20); and what a
 * decision that was read from the log takes out of the ledger is what the log has of the attempts before it (R21).
 */
import type { Claim } from '../../domain/line-item.ts'
import { uuidText } from '../../domain/line-item-id.ts'
import type { Client } from '../postgres/pool.ts'
import type { Proposed } from './line-item-rows.ts'

/** An attempt that a repair says has lost its row. */
export type Repair = {
  readonly id: string
  readonly attempt: number
  readonly decidedBy: Claim
  /** Where the books were when it was proven: an offset of billing.csv-files, in the claim's partition (R9). */
  readonly booksTo: number
}

/**
 * The ids of those that have no row in books that were read as far as the proof. In a fresh database (R21) the books may
 * not have come as far: there nothing is lost yet, and the repair must be asked for again.
 */
export const lostAttempts = async (tx: Client, repairs: readonly Repair[]): Promise<ReadonlySet<string>> => {
  if (repairs.length === 0) return new Set()
  const sorted = repairs.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const { rows } = await tx.query<{ id: string }>({
    name: 'find_lost_attempts', // index: placement_*_pkey; $5 and $6 prune partitions
    text: `select r.id from unnest($1::uuid[], $2::smallint[], $3::int[], $4::bigint[]) as r (id, attempt, partition, books_to)
            where not exists (select from placement p where p.line_item_id = r.id and p.attempt = r.attempt
                                                        and p.line_item_id >= $5 and p.line_item_id <= $6 offset 0)
              and r.books_to <= (select min(c.next_offset) from stream_cursor c
                                  where c.processor = 'csv-bookkeeper' and c.topic = 'billing.csv-files'
                                    and c.partition = r.partition)`,
    values: [
      sorted.map(({ id }) => id),
      sorted.map(({ attempt }) => attempt),
      sorted.map(({ decidedBy }) => decidedBy.partition),
      sorted.map(({ booksTo }) => booksTo),
      sorted[0]!.id,
      sorted.at(-1)!.id,
    ],
  })
  return new Set(rows.map(({ id }) => id))
}

/** How the ledger counts a decision. What was set aside had been accepted. */
export type Counted = 'accepted' | 'rejected'

const REJECTED = 2

/**
 * Of decisions that the log holds: how the attempt before each was counted. None is there where the log has none: the
 * broker lost it, or it was undone before it was sent; then nothing was counted that could be taken back.
 */
export const countedBefore = async (
  tx: Client,
  logged: readonly Proposed[],
): Promise<ReadonlyMap<Proposed, Counted>> => {
  const again = logged.filter(({ ruling }) => ruling.attempt > 1)
  if (again.length === 0) return new Map()
  const ids = [...new Set(again.map(idOf))].sort()
  const { rows } = await tx.query<{ id: string; attempt: number; decision: number }>({
    name: 'find_earlier_attempts', // index: line_item_history_*_pkey; $2 and $3 prune partitions
    text: `select id, attempt, decision from line_item_history
            where id = any($1::uuid[]) and id >= $2 and id <= $3 order by id, attempt`,
    values: [ids, ids[0], ids.at(-1)],
  })
  const before = new Map<Proposed, Counted>()
  for (const one of again) {
    const found = rows.findLast((row) => row.id === idOf(one) && row.attempt < one.ruling.attempt)
    if (found) before.set(one, found.decision === REJECTED ? 'rejected' : 'accepted')
  }
  return before
}

const idOf = ({ incoming }: Proposed): string => uuidText(incoming.item.lineItemId)
