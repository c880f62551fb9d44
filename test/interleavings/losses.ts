/**
 * A broker that acknowledges a record and does not keep it (R1 has seen one): an accepted line item without a row. It
 * takes the first of several in one send, so that what comes after it proves the loss (R20).
 */
import { uuidText } from '../../domain/line-item-id.ts'
import { provenLost, rowlessOf } from '../../server/books/lost-rows.ts'
import type { LogRecord } from '../../server/kafka/log-reader.ts'
import type { OutRecord } from '../../server/kafka/sender.ts'
import type { Pool } from '../../server/postgres/pool.ts'
import { decodeRejected, decodeSubmittable } from '../../server/proto/codec.ts'
import { PARTITIONS } from './memory-log.ts'
import type { World } from './world.ts'

/** Nobody else does anything in a run while one looks. */
const NO_PATIENCE_MS = -1

type Attempt = { readonly id: string; readonly attempt: number }

export class Losses {
  readonly #world: World
  #isArmed = false
  readonly #dropped: Attempt[] = []

  constructor(world: World) {
    this.#world = world
  }

  arm(): void {
    this.#isArmed = true
  }
  disarm(): void {
    this.#isArmed = false
  }
  get any(): boolean {
    return this.#dropped.length > 0
  }

  /** The first of these is lost, though it is acknowledged. */
  isDue(topic: string, records: readonly OutRecord[], fate: string): boolean {
    if (!this.#isArmed || fate !== 'ack' || topic !== 'billing.submittable' || records.length < 2) return false
    this.#isArmed = false
    const { lineItemId, attempt } = decodeSubmittable(records[0]!.value)
    const id = uuidText(lineItemId)
    this.#dropped.push({ id, attempt })
    this.#world.note('broker', `loses ${id.slice(-12)}#${attempt}`)
    return true
  }

  /** Those that the books of now prove, by the very code that people ask. */
  async proven() {
    const { database, deps } = this.#world
    const { rows } = await database.query<{ id: string }>('select id from line_item where decision = 1 order by id')
    const pool = database as unknown as Pool
    const rowless = await rowlessOf(
      pool,
      rows.map(({ id }) => id),
    )
    return [...(await provenLost(pool, deps.hydro, rowless, NO_PATIENCE_MS)).values()]
  }

  /** The log says nothing of them: a fresh database takes their events for duplicates, and nothing shows the loss. */
  isOpen(): boolean {
    const known = [...logged(this.#world, 'billing.submittable'), ...logged(this.#world, 'billing.rejected')]
    return this.#dropped.some(({ id, attempt }) => !known.some((one) => one.id === id && one.attempt >= attempt))
  }
}

/** Decisions as whoever reads a log from its beginning finds them: in rising order, and what is lower is passed over. */
const logged = (world: World, topic: 'billing.submittable' | 'billing.rejected'): Attempt[] =>
  Array.from({ length: PARTITIONS }, (_, partition) => rising(world.log.of(topic, partition), topic)).flat()

const rising = (records: readonly LogRecord[], topic: string): Attempt[] => {
  const highest = new Map<string, number>()
  return records.flatMap(({ value }) => {
    const { claim, attempt, lineItemId } =
      topic === 'billing.submittable' ? decodeSubmittable(value) : decodeRejected(value)
    const key = `${claim.topic}:${claim.partition}`
    if (claim.offset <= (highest.get(key) ?? -1)) return []
    highest.set(key, claim.offset)
    return [{ id: uuidText(lineItemId), attempt }]
  })
}
