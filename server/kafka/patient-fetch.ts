/**
 * How long a fetch waits at the broker. It ends with the first record, so that no record is late for it; late is what a
 * fetch under way does not know of: a partition that is resumed, a rebalance, the end of the consumer. So a consumer that
 * had nothing for some fetches and has nothing paused waits long. One that is at work and has a partition paused hardly
 * waits: the queue of that partition has room again within milliseconds, and with nothing new in the other partitions a
 * fetch without it would keep it from reading, for half a second of each batch. A partition that stands still for a person
 * is paused, too: after some fetches that brought nothing the wait is the usual one.
 * Of an answer, partitions without a record are left out: kafkajs makes a batch of each, and a task of each batch, only to
 * ask for a heartbeat.
 */
import { createRequire } from 'node:module'
import {
  FETCH_WAIT_BUSY_MS,
  FETCH_WAIT_IDLE_MS,
  FETCH_WAIT_MS,
  FETCH_WAIT_UNHURRIED_MS,
  FETCHES_UNTIL_IDLE,
  FETCHES_UNTIL_USUAL,
} from '../limits.ts'

type FetchedBatch = { readonly rawMessages: readonly unknown[] }
export type ConsumerGroup = {
  /** Of each fetch, in milliseconds. */
  maxWaitTime: number
  readonly subscriptionState: { paused(): readonly unknown[] }
  patience?: Patience
}
type Patience = { readonly usualMs: number; fetchesWithout: number }
type Fetch = (this: ConsumerGroup, nodeId: number) => Promise<FetchedBatch[]>
type Patched = { prototype: { fetch: Fetch }; isPatient?: true }

const waitMs = ({ usualMs, fetchesWithout }: Patience, hasPaused: boolean): number => {
  // Who waits longer than usual anyway is in no hurry.
  const busyMs = usualMs > FETCH_WAIT_MS ? FETCH_WAIT_UNHURRIED_MS : FETCH_WAIT_BUSY_MS
  if (hasPaused) return fetchesWithout < FETCHES_UNTIL_USUAL ? Math.min(usualMs, busyMs) : usualMs
  return fetchesWithout < FETCHES_UNTIL_IDLE ? usualMs : Math.max(usualMs, FETCH_WAIT_IDLE_MS)
}

export const patient = (fetch: Fetch): Fetch =>
  async function (nodeId) {
    this.patience ??= { usualMs: this.maxWaitTime, fetchesWithout: 0 }
    const { patience } = this
    this.maxWaitTime = waitMs(patience, this.subscriptionState.paused().length > 0)
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
