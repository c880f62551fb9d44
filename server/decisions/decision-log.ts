/**
 * R21: with an empty database, decisions are read from billing.submittable and billing.rejected before any is made.
 * Both hold the claims of one partition in rising order (repeats are lower and passed over), so two readers that walk
 * beside the input are enough: constant memory.
 */
import type { Claim } from '../../domain/line-item.ts'
import type { Reason } from '../../domain/reasons.ts'
import type { Hydro } from '../kafka/client.ts'
import { type LogRecord, logBounds, readLog } from '../kafka/log-reader.ts'
import { decodeRejected, decodeSubmittable } from '../proto/codec.ts'

export type LoggedDecision = {
  readonly claim: Claim
  readonly attempt: number
  readonly reason: Reason | null
  readonly accountVersion: number
  readonly zuoraAccountNumber: string
  readonly zuoraSubscriptionNumber: string
}

/** The decisions of one claim topic, in rising order of offset. */
class Walk {
  readonly #records: AsyncIterator<LogRecord>
  readonly #topic: number
  readonly #decode: (record: LogRecord) => LoggedDecision
  #head: LoggedDecision | null | undefined
  #last = -1

  constructor(records: AsyncIterator<LogRecord>, topic: number, decode: (record: LogRecord) => LoggedDecision) {
    this.#records = records
    this.#topic = topic
    this.#decode = decode
  }

  /** The next decision, or null at the end. */
  async head(): Promise<LoggedDecision | null> {
    while (this.#head === undefined) {
      const next = await this.#records.next()
      if (next.done) this.#head = null
      else {
        const decision = this.#decode(next.value)
        if (decision.claim.topic === this.#topic && decision.claim.offset > this.#last) this.#head = decision
      }
    }
    return this.#head
  }

  /** The decision of exactly this offset, if there is one; passes over those below. */
  async at(offset: number): Promise<LoggedDecision | undefined> {
    for (;;) {
      const head = await this.head()
      if (!head || head.claim.offset > offset) return undefined
      this.#last = head.claim.offset
      this.#head = undefined
      if (head.claim.offset === offset) return head
    }
  }
}

export class DecisionLog {
  readonly #accepted: Walk
  readonly #rejected: Walk

  constructor(accepted: Walk, rejected: Walk) {
    this.#accepted = accepted
    this.#rejected = rejected
  }

  /**
   * The logged decision of an offset; `none` when the log says that it was left out (an accepted one beyond it was
   * sent, and everything before that was acknowledged); `beyond` when nothing is known: it is decided now.
   */
  async at(offset: number): Promise<LoggedDecision | 'none' | 'beyond'> {
    const found = (await this.#accepted.at(offset)) ?? (await this.#rejected.at(offset))
    if (found) return found
    return (await this.#accepted.head()) === null ? 'beyond' : 'none'
  }

  async isOver(): Promise<boolean> {
    return (await this.#accepted.head()) === null && (await this.#rejected.head()) === null
  }
}

/** Undefined when the log holds no decisions of this partition: a new installation. */
export const openDecisionLog = async (
  hydro: Hydro,
  partition: number,
  claimTopic: number,
): Promise<DecisionLog | undefined> => {
  const site = hydro.home.name
  const topics = ['billing.submittable', 'billing.rejected']
  const bounds = await logBounds(hydro, site, new Map(topics.map((topic) => [topic, [partition]])))
  if (topics.every((topic) => (bounds.get(topic)?.get(partition)?.end ?? 0) === 0)) return undefined
  const walk = (topic: string, decode: (record: LogRecord) => LoggedDecision) =>
    new Walk(readLog(hydro, { site, topic, partition, from: 0 }), claimTopic, decode)
  return new DecisionLog(
    walk('billing.submittable', (record) => {
      const row = decodeSubmittable(record.value)
      return { ...row, reason: null, accountVersion: 0 }
    }),
    walk('billing.rejected', (record) => ({
      ...decodeRejected(record.value),
      zuoraAccountNumber: '',
      zuoraSubscriptionNumber: '',
    })),
  )
}
