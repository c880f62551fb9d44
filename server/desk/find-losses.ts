/**
 * Which of the chosen line items have lost their row (R20)? Asked before a command's transaction: the proof waits for
 * csv-builder and the books, and asks Kafka; locks must wait for neither.
 */
import { type LostRow, provenLost, rowlessOf } from '../books/lost-rows.ts'
import type { Hydro } from '../kafka/client.ts'
import type { Pool } from '../postgres/pool.ts'
import { withDeadline } from '../queries/with-deadline.ts'
import { isWorldAway } from '../world-away.ts'

/** Longer than the proof waits for csv-builder and the books; a broker answers within a moment. */
const DEADLINE_MS = 8_000

const NOT_PROVEN = 'is accepted, and its row is not proven to be lost: it may be on its way'
const NO_ANSWER = 'is accepted, and Kafka does not answer: whether its row is lost cannot be proven'

export type Losses = {
  readonly lost: readonly LostRow[]
  /** Of accepted ones that have no row and are none of these, why they are left as they are. */
  readonly others: string
}

export const NO_LOSSES: Losses = { lost: [], others: NOT_PROVEN }

/** `ids` sorted. */
export const findLosses = async (pool: Pool, hydro: () => Hydro, ids: readonly string[]): Promise<Losses> => {
  const rowless = await rowlessOf(pool, ids)
  if (rowless.length === 0) return NO_LOSSES
  try {
    const found = await withDeadline(provenLost(pool, hydro(), rowless), DEADLINE_MS, 'Kafka')
    return { lost: [...found.values()], others: NOT_PROVEN }
  } catch (error) {
    if (!isWorldAway(error)) throw error
    return { lost: [], others: NO_ANSWER }
  }
}
