/**
 * Records of aborted transactions were never written, as far as their producer is concerned: usage in one must not be
 * billed. kafkajs 2.2.4 lets some through: it takes the broker's list of aborted transactions for sorted by first offset
 * (it is sorted by their ends), enters one of them per record though several may have begun, and takes any record whose
 * key is four zero bytes for the marker of an abort. Here the rules of Kafka's own consumer are applied to each fetch
 * before kafkajs sees it: what is aborted says that it is a control record, which it passes over and counts as read.
 */
import { createRequire } from 'node:module'
import type { FetchedRecord } from './fetched-record.ts'

type FetchedMessage = Pick<FetchedRecord, 'offset' | 'key' | 'batchContext'>
type AbortedTransaction = { readonly producerId: string; readonly firstOffset: string }
type FetchedPartition = { messages: FetchedMessage[]; abortedTransactions?: AbortedTransaction[] | null }
type Fetch = (request: unknown) => Promise<{ responses: { partitions: FetchedPartition[] }[] }>
type Patched = { prototype: { fetch: Fetch }; hidesAborted?: true }

/** The type in a marker's key, behind its version: 0 ends an aborted transaction, 1 a committed one. */
const ABORT = 0
const isAbortMarker = ({ batchContext, key }: FetchedMessage): boolean =>
  batchContext.isControl && key !== null && key.length >= 4 && key.readInt16BE(2) === ABORT

/** Marks what belongs to one of the `aborted` transactions; `messages` in the order of the log. */
export const hideAborted = (messages: readonly FetchedMessage[], aborted: readonly AbortedTransaction[]): void => {
  const begins = [...aborted].sort((a, b) => Number(a.firstOffset) - Number(b.firstOffset))
  const open = new Set<string>()
  let at = 0
  for (const message of messages) {
    for (; at < begins.length && Number(begins[at]!.firstOffset) <= message.offset; at++)
      open.add(begins[at]!.producerId)
    const { producerId, inTransaction } = message.batchContext
    if (isAbortMarker(message)) open.delete(producerId)
    else if (inTransaction && open.has(producerId)) message.batchContext.isAborted = true // a batch is of one transaction
  }
}

/** Once per process; harmless to call again. @throws Error when kafkajs is not the version that this is made for */
export const hideAbortedInFetches = (): void => {
  const brokerClass = createRequire(import.meta.url)('kafkajs/src/broker/index.js') as Patched
  if (brokerClass.hidesAborted) return
  const original = brokerClass.prototype?.fetch
  if (typeof original !== 'function')
    throw new Error('kafkajs has changed inside: Hydrometer needs version 2.2.4 exactly')
  brokerClass.prototype.fetch = async function (request) {
    const answer = await original.call(this, request)
    for (const { partitions } of answer.responses)
      for (const partition of partitions) {
        if (partition.messages[0] && typeof partition.messages[0].offset !== 'number')
          throw new Error('The broker does not speak version 11 of fetch: Hydrometer needs Kafka 2.3 or later')
        if (partition.abortedTransactions?.length) {
          hideAborted(partition.messages, partition.abortedTransactions)
          partition.abortedTransactions = []
        }
      }
    return answer
  }
  brokerClass.hidesAborted = true
}
