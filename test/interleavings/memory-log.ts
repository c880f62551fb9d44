/** Kafka as the workers see it, in memory: partitions that only grow, committed offsets, and what answers their reads. */
import type { Admin } from 'kafkajs'
import type { Broker, Cluster, Hydro } from '../../server/kafka/client.ts'
import type { LogRecord } from '../../server/kafka/log-reader.ts'
import { readHeaders } from '../../server/kafka/record-headers.ts'
import type { OutRecord } from '../../server/kafka/sender.ts'

export const PARTITIONS = 2
const HOME = { name: 'iad', brokers: ['memory:0'], isHome: true }
const FETCH_RECORDS = 100

export class MemoryLog {
  readonly #records = new Map<string, LogRecord[]>()
  readonly #committed = new Map<string, number>()

  of(topic: string, partition: number): LogRecord[] {
    const key = `${topic}:${partition}`
    let records = this.#records.get(key)
    if (!records) {
      records = []
      this.#records.set(key, records)
    }
    return records
  }

  /** Gives the offset of the first one. Values are copied: what is in a log never changes. */
  append(topic: string, partition: number, added: readonly Omit<OutRecord, 'partition'>[]): number {
    const records = this.of(topic, partition)
    const base = records.length
    for (const { key, value, headers, timestampMs } of added)
      records.push({
        offset: records.length,
        timestampMs: timestampMs ?? Date.now(),
        key: key && Buffer.from(key),
        value: Buffer.from(value),
        headers: Buffer.isBuffer(headers) ? readHeaders(headers, 0) : { ...headers },
      })
    return base
  }

  commit(group: string, topic: string, partition: number, offset: number): void {
    this.#committed.set(`${group}/${topic}:${partition}`, offset)
  }
  committed(group: string, topic: string, partition: number): number {
    return this.#committed.get(`${group}/${topic}:${partition}`) ?? -1
  }
}

/** What `server/kafka/log-reader.ts` and `start.ts` ask a cluster, and the proof of a loss. Anything else that is asked fails. */
export const memoryHydro = (log: MemoryLog): Hydro => {
  const broker: Pick<Broker, 'listOffsets' | 'fetch' | 'offsetFetch'> = {
    listOffsets: async ({ topics }) => ({
      responses: topics.map(({ topic, partitions }) => ({
        topic,
        partitions: partitions.map(({ partition, timestamp }) => ({
          partition,
          offset: timestamp === -2 ? '0' : String(log.of(topic, partition).length),
        })),
      })),
    }),
    fetch: async ({ topics }) => ({
      responses: topics.map(({ topic, partitions }) => ({
        topicName: topic,
        partitions: partitions.map(({ partition, fetchOffset }) => {
          const records = log.of(topic, partition)
          const from = Number(fetchOffset)
          if (from > records.length) throw new Error(`${topic}:${partition} has no offset ${from}`)
          const end = String(records.length)
          const messages = records.slice(from, from + FETCH_RECORDS)
          return { partition, highWatermark: end, lastStableOffset: end, messages }
        }),
      })),
    }),
    offsetFetch: async ({ groupId, topics }) => ({
      responses: topics.map(({ topic, partitions }) => ({
        topic,
        partitions: partitions.map(({ partition }) => ({
          partition,
          offset: String(log.committed(groupId, topic, partition)),
        })),
      })),
    }),
  }
  const cluster: Partial<Cluster> = {
    addMultipleTargetTopics: async () => {},
    findTopicPartitionMetadata: () =>
      Array.from({ length: PARTITIONS }, (_, partitionId) => ({ partitionId, leader: 1 })),
    findBroker: async () => broker as Broker,
    findGroupCoordinator: async () => broker as Broker,
  }
  const admin: Pick<Admin, 'fetchOffsets'> = {
    fetchOffsets: async ({ groupId, topics = [] }) =>
      topics.map((topic) => ({
        topic,
        partitions: Array.from({ length: PARTITIONS }, (_, partition) => ({
          partition,
          offset: String(log.committed(groupId, topic, partition)),
          metadata: null,
        })),
      })),
  }
  const hydro: Partial<Hydro> = {
    sites: [HOME],
    home: HOME,
    site: () => HOME,
    cluster: async () => cluster as Cluster,
    admin: async () => admin as Admin,
  }
  return hydro as Hydro
}
