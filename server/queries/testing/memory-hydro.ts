/** A log in memory behind the part of the Kafka protocol that server/kafka/log-reader.ts speaks, and a sender into it. */
import type { Admin } from 'kafkajs'
import type { Broker, Cluster, FetchedMessage, Hydro } from '../../kafka/client.ts'
import type { Headers } from '../../kafka/headers.ts'
import { readHeaders } from '../../kafka/record-headers.ts'
import type { OutRecord, Sender } from '../../kafka/sender.ts'
import { hydroWithoutBrokers } from './context.ts'

export type MemoryLog = {
  readonly hydro: Hydro
  readonly sender: Sender & { failNext: boolean }
  put(
    topic: string,
    partition: number,
    record: { key: string; value: Buffer; headers?: Record<string, string>; timestampMs?: number },
  ): number
  /** What a group has committed. */
  commit(group: string, topic: string, partition: number, offset: number): void
  read(topic: string): { partition: number; key: string; value: Buffer; headers: Record<string, string> }[]
}

/** What is ready for the wire is read again. */
const sectionOrHeaders = (headers: OutRecord['headers']): Headers =>
  Buffer.isBuffer(headers) ? (readHeaders(headers, 0) as Headers) : (headers ?? {})

export const memoryLog = (partitions: number): MemoryLog => {
  const logs = new Map<string, FetchedMessage[]>()
  const log = (topic: string, partition: number): FetchedMessage[] => {
    const name = `${topic}:${partition}`
    const found = logs.get(name) ?? []
    logs.set(name, found)
    return found
  }
  const committed = new Map<string, { topic: string; partition: number; offset: string; metadata: null }>()
  const admin: Pick<Admin, 'fetchOffsets'> = {
    fetchOffsets: async ({ groupId, topics = [] }) =>
      topics.map((topic) => ({
        topic,
        partitions: [...committed].flatMap(([key, one]) =>
          one.topic === topic && key.startsWith(`${groupId} `) ? [one] : [],
        ),
      })),
  }
  const append = (
    topic: string,
    partition: number,
    record: { key: Buffer | null; value: Buffer; headers: Record<string, Buffer | string>; timestampMs: number },
  ) => {
    const into = log(topic, partition)
    into.push({
      offset: into.length,
      timestampMs: record.timestampMs,
      key: record.key,
      value: record.value,
      headers: Object.fromEntries(Object.entries(record.headers).map(([name, value]) => [name, Buffer.from(value)])),
    })
    return into.length - 1
  }
  const broker = {
    listOffsets: async ({ topics }) => ({
      responses: topics.map(({ topic, partitions: wanted }) => ({
        topic,
        partitions: wanted.map(({ partition, timestamp }) => ({
          partition,
          offset: Number(timestamp) === -2 ? '0' : String(log(topic, partition).length),
        })),
      })),
    }),
    fetch: async ({ topics }) => ({
      responses: topics.map(({ topic, partitions: wanted }) => ({
        topicName: topic,
        partitions: wanted.map(({ partition, fetchOffset }) => ({
          partition,
          highWatermark: '0',
          lastStableOffset: '0',
          messages: log(topic, partition).slice(Number(fetchOffset)),
        })),
      })),
    }),
  } as Partial<Broker> as Broker
  const cluster = {
    addMultipleTargetTopics: async () => {},
    findTopicPartitionMetadata: () =>
      Array.from({ length: partitions }, (_, partitionId) => ({ partitionId, leader: 1 })),
    findBroker: async () => broker,
  } as Partial<Cluster> as Cluster
  const sender = {
    failNext: false,
    send: async (topic: string, records: readonly OutRecord[]) => {
      if (sender.failNext) {
        sender.failNext = false
        throw new Error('the broker did not answer')
      }
      return records.map((r) =>
        append(topic, r.partition, {
          key: r.key,
          value: r.value,
          headers: sectionOrHeaders(r.headers),
          timestampMs: r.timestampMs ?? 0,
        }),
      )
    },
    trouble: () => undefined,
    disconnect: async () => {},
  }
  return {
    hydro: { ...hydroWithoutBrokers(), cluster: async () => cluster, admin: async () => admin as Admin },
    sender,
    put: (topic, partition, { key, value, headers = {}, timestampMs = 0 }) =>
      append(topic, partition, { key: Buffer.from(key), value, headers, timestampMs }),
    commit: (group, topic, partition, offset) =>
      void committed.set(`${group} ${topic}:${partition}`, {
        topic,
        partition,
        offset: String(offset),
        metadata: null,
      }),
    read: (topic) =>
      Array.from({ length: partitions }, (_, partition) =>
        log(topic, partition).map((m) => ({
          partition,
          key: m.key?.toString() ?? '',
          value: m.value as Buffer,
          headers: Object.fromEntries(Object.entries(m.headers).map(([name, value]) => [name, String(value)])),
        })),
      ).flat(),
  }
}
