/** Producing from the command line: to the partition of the key, in bounded batches, each acknowledged (R1). */
import { partitionForKey } from '../domain/murmur2.ts'
import { topicNamed } from '../domain/pipeline.ts'
import type { Hydro } from '../server/kafka/client.ts'
import { partitionCount } from '../server/kafka/log-reader.ts'
import { type OutRecord, openStockSender, type Sender } from '../server/kafka/sender.ts'
import { unreachable } from './context.ts'

export type Outgoing = { readonly topic: string; readonly key: string; readonly value: Buffer }

/** A test may have one that writes elsewhere. */
export type Outbox = {
  send(site: string, messages: readonly Outgoing[]): Promise<void>
  /** What a send is waiting for, when it does not get through. */
  trouble(): string | undefined
  close(): Promise<void>
}

/** Records in one send of `openStockSender`: kafkajs copies an array once per record of a send. */
export const SEND_RECORDS = 500
/** Bytes that Kafka adds to a record of its own batch: at most 61 for the batch and 21 for the record, and some room. */
const RECORD_OVERHEAD_BYTES = 128

/** A sentence when the topic does not take a message of this size, else null. */
export const tooLarge = ({ topic, key, value }: Outgoing): string | null => {
  const limit = topicNamed(topic)?.maxMessageBytes
  if (limit === undefined) return `there is no topic ${topic}`
  const size = value.length + Buffer.byteLength(key) + RECORD_OVERHEAD_BYTES
  if (size <= limit) return null
  const mb = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`
  return `the message has ${mb(value.length)}, but ${topic} takes at most ${mb(limit)}: the broker would refuse it`
}

export const openOutbox = (hydro: Hydro): Outbox => {
  const senders = new Map<string, Promise<Sender>>()
  const counts = new Map<string, Promise<number>>()
  let waiting: Sender | undefined
  const senderOf = (site: string): Promise<Sender> => {
    const made = senders.get(site) ?? openStockSender(hydro, site)
    senders.set(site, made)
    return made.catch((error) => {
      throw unreachable('Kafka', `${site} (${hydro.site(site).brokers.join(', ')})`, error, 'Nothing was sent to it.')
    })
  }
  const countOf = (site: string, topic: string): Promise<number> => {
    const known = counts.get(`${site}/${topic}`) ?? partitionCount(hydro, site, topic)
    counts.set(`${site}/${topic}`, known)
    return known
  }
  return {
    send: async (site, messages) => {
      const sender = await senderOf(site)
      const byTopic = new Map<string, OutRecord[]>()
      for (const { topic, key, value } of messages) {
        const partition = partitionForKey(key, await countOf(site, topic))
        const records = byTopic.get(topic) ?? []
        records.push({ partition, key: Buffer.from(key), value })
        byTopic.set(topic, records)
      }
      waiting = sender
      for (const [topic, records] of byTopic) {
        for (let at = 0; at < records.length; at += SEND_RECORDS) {
          await sender.send(topic, records.slice(at, at + SEND_RECORDS))
        }
      }
    },
    trouble: () => waiting?.trouble(),
    close: async () => {
      await Promise.allSettled([...senders.values()].map(async (sender) => (await sender).disconnect()))
    },
  }
}
