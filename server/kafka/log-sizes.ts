/** How large each partition is on its broker's disk. kafkajs has no request for it; its version is pinned. */
import { createRequire } from 'node:module'
import type { Cluster } from './client.ts'

type Encoder = { writeInt32(n: number): Encoder }
type Decoder = {
  readInt16(): number
  readInt32(): number
  readInt64(): { toString(): string }
  readString(): string
  readBoolean(): boolean
  readArray<T>(read: (decoder: Decoder) => T): T[]
}

const require = createRequire(import.meta.url)
const KafkaEncoder = require('kafkajs/src/protocol/encoder') as new () => Encoder
const KafkaDecoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => Decoder

const DESCRIBE_LOG_DIRS = 35
/** The last one without tagged fields; Kafka 4 takes 1 and later. */
const VERSION = 1
const ALL_TOPICS = -1

type LogDirs = {
  errorCode: number
  topics: { topic: string; partitions: { partition: number; bytes: string; isFuture: boolean }[] }[]
}[]

const request = {
  apiKey: DESCRIBE_LOG_DIRS,
  apiVersion: VERSION,
  apiName: 'DescribeLogDirs',
  expectResponse: () => true,
  encode: async () => new KafkaEncoder().writeInt32(ALL_TOPICS),
}
const response = {
  decode: async (raw: Buffer): Promise<LogDirs> => {
    const decoder = new KafkaDecoder(raw)
    decoder.readInt32() // throttle time
    return decoder.readArray((dir) => {
      const errorCode = dir.readInt16()
      dir.readString() // the folder
      const topics = dir.readArray((t) => {
        const topic = t.readString()
        const partitions = t.readArray((p) => {
          const partition = p.readInt32()
          const bytes = p.readInt64().toString()
          p.readInt64() // how far a future replica is behind
          return { partition, bytes, isFuture: p.readBoolean() }
        })
        return { topic, partitions }
      })
      return { errorCode, topics }
    })
  },
  parse: async (dirs: LogDirs): Promise<LogDirs> => dirs,
}

/** Topic → partition → bytes, as the leaders have them. What a broker does not say is missing, never zero. */
export const logSizes = async (
  cluster: Cluster,
  topics: readonly string[],
): Promise<Map<string, Map<number, string>>> => {
  const leaders = new Map<number, Set<string>>()
  for (const topic of topics)
    for (const { partitionId, leader } of cluster.findTopicPartitionMetadata(topic))
      if (leader >= 0) leaders.set(leader, (leaders.get(leader) ?? new Set()).add(`${topic}:${partitionId}`))
  const sizes = new Map<string, Map<number, string>>()
  for (const [nodeId, led] of leaders) {
    const broker = await cluster.findBroker({ nodeId })
    const dirs = (await broker.connectionPool.send({ request, response })) as LogDirs
    for (const { topic, partitions } of dirs.filter((dir) => dir.errorCode === 0).flatMap((dir) => dir.topics))
      for (const { partition, bytes, isFuture } of partitions)
        if (!isFuture && led.has(`${topic}:${partition}`))
          sizes.set(topic, (sizes.get(topic) ?? new Map<number, string>()).set(partition, bytes))
  }
  return sizes
}
