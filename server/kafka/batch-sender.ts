/**
 * The sender of the hot path: our own record batches over kafkajs' connections and metadata. One request carries every
 * partition that the same leader has; each partition's answer is checked; what is not acknowledged is sent again, whole.
 */
import { createRequire } from 'node:module'
import { SEND_TIMEOUT_MS } from '../limits.ts'
import { type Cluster, connectCluster, type Hydro } from './client.ts'
import { encodeRecordBatch } from './record-batch.ts'
import { makeSender, type OutRecord, type Sender } from './sender.ts'

type Encoder = {
  writeString(text: string | null): Encoder
  writeInt16(n: number): Encoder
  writeInt32(n: number): Encoder
  writeBufferInternal(bytes: Buffer): Encoder
}

// kafkajs has no public way in for a ready batch; its version is pinned and a test holds the two files used here.
const require = createRequire(import.meta.url)
const KafkaEncoder = require('kafkajs/src/protocol/encoder') as new () => Encoder
const produceResponse = require('kafkajs/src/protocol/requests/produce/v7/response') as unknown

const PRODUCE = 0
const VERSION = 7
const ALL_REPLICAS = -1

type Produced = {
  topics: { topicName: string; partitions: { partition: number; errorCode: number; baseOffset: string }[] }[]
}

const produceRequest = (topic: string, batches: readonly (readonly [number, Buffer])[]) => ({
  apiKey: PRODUCE,
  apiVersion: VERSION,
  apiName: 'Produce',
  expectResponse: () => true,
  encode: async () => {
    const encoder = new KafkaEncoder()
      .writeString(null) // no transaction
      .writeInt16(ALL_REPLICAS)
      .writeInt32(SEND_TIMEOUT_MS)
      .writeInt32(1)
      .writeString(topic)
      .writeInt32(batches.length)
    for (const [partition, batch] of batches)
      encoder.writeInt32(partition).writeInt32(batch.length).writeBufferInternal(batch)
    return encoder
  },
})

const byLeader = (cluster: Cluster, topic: string, partitions: Iterable<number>): Map<number, number[]> => {
  const leaders = new Map(cluster.findTopicPartitionMetadata(topic).map((p) => [p.partitionId, p.leader]))
  const found = new Map<number, number[]>()
  for (const partition of partitions) {
    const leader = leaders.get(partition)
    if (leader === undefined || leader < 0) throw new Error(`${topic} partition ${partition} has no leader just now`)
    found.set(leader, [...(found.get(leader) ?? []), partition])
  }
  return found
}

export const openBatchSender = async (hydro: Hydro, site: string): Promise<Sender> => {
  // Its own connections: a broker answers one connection's requests in order, and reads wait for data.
  let cluster = await connectCluster(hydro.kafka(site))
  let isStale = false

  /** Any refusal throws: a leader moved, most likely, and the metadata is read again before the next try. */
  const produce = async (topic: string, byPartition: ReadonlyMap<number, OutRecord[]>) => {
    if (isStale) {
      // After any failure: a leader may have moved, or the connection may be dead.
      await cluster.disconnect().catch(() => {})
      cluster = await connectCluster(hydro.kafka(site))
      isStale = false
    }
    try {
      await cluster.addMultipleTargetTopics([topic])
      const nowMs = Date.now()
      const bases = new Map<number, number>()
      await Promise.all(
        [...byLeader(cluster, topic, byPartition.keys())].map(async ([nodeId, partitions]) => {
          const broker = await cluster.findBroker({ nodeId })
          const batches = partitions.map((p) => [p, encodeRecordBatch(byPartition.get(p)!, nowMs)] as const)
          const request = produceRequest(topic, batches)
          const answer = (await broker.connectionPool.send({ request, response: produceResponse })) as Produced
          for (const { partitions: answered } of answer.topics)
            for (const { partition, errorCode, baseOffset } of answered)
              if (errorCode === 0) bases.set(partition, Number(baseOffset))
              else throw new Error(`partition ${partition} was refused with error code ${errorCode}`)
        }),
      )
      return bases
    } catch (error) {
      isStale = true
      throw error
    }
  }
  return makeSender(produce, () => cluster.disconnect())
}
