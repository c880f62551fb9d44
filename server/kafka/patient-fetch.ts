/**
 * Lets an idle consumer wait longer at the broker. A fetch ends with the first record, so that no record is late for it;
 * late is what a fetch under way does not know of: a partition that is resumed, a rebalance, the end of the consumer.
 * So only a consumer that had nothing for some fetches and has nothing paused waits long. Of an answer, partitions without
 * a record are left out: kafkajs makes a batch of each, and a task of each batch, only to ask for a heartbeat.
 */
import { createRequire } from 'node:module'
import { FETCH_WAIT_IDLE_MS, FETCHES_UNTIL_IDLE } from '../limits.ts'

type FetchedBatch = { readonly rawMessages: readonly unknown[] }
export type ConsumerGroup = {
  /** Of each fetch, in milliseconds. */
  maxWaitTime: number
  readonly subscriptionState: { paused(): readonly unknown[] }
  patience?: { readonly usualMs: number; fetchesWithout: number }
}
type Fetch = (this: ConsumerGroup, nodeId: number) => Promise<FetchedBatch[]>
type Patched = { prototype: { fetch: Fetch }; isPatient?: true }

export const patient = (fetch: Fetch): Fetch =>
  async function (nodeId) {
    this.patience ??= { usualMs: this.maxWaitTime, fetchesWithout: 0 }
    const { patience } = this
    const isIdle = patience.fetchesWithout >= FETCHES_UNTIL_IDLE && this.subscriptionState.paused().length === 0
    this.maxWaitTime = isIdle ? Math.max(patience.usualMs, FETCH_WAIT_IDLE_MS) : patience.usualMs
    const batches = (await fetch.call(this, nodeId)).filter(({ rawMessages }) => rawMessages.length > 0)
    patience.fetchesWithout = batches.length > 0 ? 0 : patience.fetchesWithout + 1
    return batches
  }

/** Once per process; harmless to call again. @throws Error when kafkajs is not the version that this is made for */
export const waitLongerWhenIdle = (): void => {
  const groupClass = createRequire(import.meta.url)('kafkajs/src/consumer/consumerGroup') as Patched
  if (groupClass.isPatient) return
  if (typeof groupClass.prototype?.fetch !== 'function')
    throw new Error('kafkajs has changed inside: Hydrometer needs version 2.2.4 exactly')
  groupClass.prototype.fetch = patient(groupClass.prototype.fetch)
  groupClass.isPatient = true
}
