/** Reading the log outside of a consumer group: bounds, single records, ranges. Nothing here commits anything. */
import type { Cluster, FetchedPartition, Hydro } from './client.ts'
import { gatherBy } from './gather.ts'
import type { RecordHeaders } from './record-headers.ts'

const READ_WAIT_MS = 250
const READ_BYTES = 1024 * 1024
/** The answer under way may be about other topics, and the next one that of another caller: the third is about ours. */
const METADATA_TRIES_MAX = 3

export type LogRecord = {
  readonly offset: number
  readonly timestampMs: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  /** By name. */
  readonly headers: RecordHeaders
}

/** `end` is the log end, whatever transactions are open; `stableEnd` is kafkajs' `high`. Both are one after the last. */
export type LogBounds = { readonly low: number; readonly end: number; readonly stableEnd: number }

const EARLIEST = -2
const LATEST = -1

const clusterFor = async (hydro: Hydro, site: string, topics: string[]): Promise<Cluster> => {
  const cluster = await hydro.cluster(site)
  await cluster.addMultipleTargetTopics(topics)
  const isUnknown = (topic: string) => cluster.findTopicPartitionMetadata(topic).length === 0
  // kafkajs gives everybody who asks the answer that is under way, which may have been asked without these topics.
  for (let tries = 0; tries < METADATA_TRIES_MAX && topics.some(isUnknown); tries++) await cluster.refreshMetadata()
  const unknown = topics.find(isUnknown)
  if (unknown !== undefined) throw new Error(`${unknown} has no leader just now: ${site} says nothing about it`)
  return cluster
}

const leaderOf = (cluster: Cluster, topic: string, partition: number): number => {
  const found = cluster.findTopicPartitionMetadata(topic).find((p) => p.partitionId === partition)
  if (!found || found.leader < 0) throw new Error(`${topic} partition ${partition} has no leader just now`)
  return found.leader
}

export const partitionCount = async (hydro: Hydro, site: string, topic: string): Promise<number> => {
  const cluster = await clusterFor(hydro, site, [topic])
  return cluster.findTopicPartitionMetadata(topic).length
}

/** Bounds of many partitions in a few requests per broker: topic → partition → bounds. */
export const logBounds = async (
  hydro: Hydro,
  site: string,
  wanted: ReadonlyMap<string, readonly number[]>,
): Promise<Map<string, Map<number, LogBounds>>> => {
  const cluster = await clusterFor(hydro, site, [...wanted.keys()])
  const byLeader = new Map<number, Map<string, number[]>>()
  for (const [topic, partitions] of wanted)
    for (const partition of partitions) {
      const leader = leaderOf(cluster, topic, partition)
      const topics = byLeader.get(leader) ?? new Map<string, number[]>()
      topics.set(topic, [...(topics.get(topic) ?? []), partition])
      byLeader.set(leader, topics)
    }
  const found = new Map<string, Map<number, { low: number; end: number; stableEnd: number }>>()
  const ask = async (nodeId: number, topics: Map<string, number[]>, timestamp: number, isolationLevel: 0 | 1) => {
    const broker = await cluster.findBroker({ nodeId })
    const request = [...topics].map(([topic, partitions]) => ({
      topic,
      partitions: partitions.map((partition) => ({ partition, timestamp })),
    }))
    return (await broker.listOffsets({ isolationLevel, topics: request })).responses
  }
  const put = (topic: string, partition: number, field: keyof LogBounds, offset: string) => {
    const partitions = found.get(topic) ?? new Map()
    const bounds = partitions.get(partition) ?? { low: 0, end: 0, stableEnd: 0 }
    bounds[field] = Number(offset)
    partitions.set(partition, bounds)
    found.set(topic, partitions)
  }
  for (const [nodeId, topics] of byLeader) {
    const answers = await Promise.all([
      ask(nodeId, topics, EARLIEST, 0),
      ask(nodeId, topics, LATEST, 0),
      ask(nodeId, topics, LATEST, 1),
    ])
    for (const [index, field] of (['low', 'end', 'stableEnd'] as const).entries())
      for (const { topic, partitions } of answers[index] ?? [])
        for (const { partition, offset } of partitions) put(topic, partition, field, offset)
  }
  return found
}

type Place = { readonly site: string; readonly topic: string; readonly partition: number }

const boundsOf = gatherBy(
  ({ site }: Place) => site,
  async (hydro: Hydro, asked): Promise<(LogBounds | undefined)[]> => {
    const wanted = new Map<string, number[]>()
    for (const { topic, partition } of asked) wanted.set(topic, [...(wanted.get(topic) ?? []), partition])
    const found = await logBounds(hydro, asked[0]!.site, wanted)
    return asked.map(({ topic, partition }) => found.get(topic)?.get(partition))
  },
)

/** Bounds of one partition as they are now; what many ask at the same time is asked together. */
export const partitionBounds = (
  hydro: Hydro,
  site: string,
  topic: string,
  partition: number,
): Promise<LogBounds | undefined> => boundsOf(hydro, { site, topic, partition })

const fetchFrom = async (
  cluster: Cluster,
  topic: string,
  partition: number,
  from: number,
  maxBytes: number,
  isolationLevel: 0 | 1 = 0,
): Promise<FetchedPartition | undefined> => {
  const broker = await cluster.findBroker({ nodeId: leaderOf(cluster, topic, partition) })
  const { responses } = await broker.fetch({
    maxWaitTime: READ_WAIT_MS,
    minBytes: 1,
    maxBytes,
    isolationLevel,
    topics: [{ topic, partitions: [{ partition, fetchOffset: String(from), maxBytes }] }],
  })
  return responses[0]?.partitions[0]
}

/** The first offset at or after a time (Unix ms) of each partition; the end of the log where nothing is that late. */
export const offsetsAt = async (
  hydro: Hydro,
  site: string,
  topic: string,
  ms: number,
): Promise<Map<number, number>> => {
  const admin = await hydro.admin(site)
  const found = await admin.fetchTopicOffsetsByTimestamp(topic, ms)
  return new Map(found.map((p) => [p.partition, Number(p.offset)]))
}

/**
 * The first record at or after `offset`, or undefined when there is none below the log's end. Compaction and
 * transaction markers leave gaps, so compare the record's own offset. Throws when `offset` is outside the log.
 */
export const readRecordAtOrAfter = async (
  hydro: Hydro,
  site: string,
  topic: string,
  partition: number,
  offset: number,
): Promise<LogRecord | undefined> => {
  for await (const record of readLog(hydro, { site, topic, partition, from: offset, maxBytes: 64 * 1024 }))
    return record
  return undefined
}

/**
 * The offset of the first record at or after `offset` that a consumer is given, or undefined when there is none below the
 * stable end: markers and aborted transactions are in the log, but not for consumers. Throws as above.
 */
export const nextDeliveredOffset = async (
  hydro: Hydro,
  site: string,
  topic: string,
  partition: number,
  offset: number,
): Promise<number | undefined> => {
  const cluster = await clusterFor(hydro, site, [topic])
  for (let next = offset; ; ) {
    const fetched = await fetchFrom(cluster, topic, partition, next, READ_BYTES, 1)
    const messages = (fetched?.messages ?? []).filter((message) => message.offset >= next)
    const last = messages.at(-1)
    if (!last) return undefined
    const first = messages.find((message) => !message.isControlRecord)
    if (first) return first.offset
    next = last.offset + 1
  }
}

/** The record at exactly this offset, or undefined if it is not (or no longer) in the log. */
export const readRecord = async (
  hydro: Hydro,
  site: string,
  topic: string,
  partition: number,
  offset: number,
): Promise<LogRecord | undefined> => {
  const bounds = await partitionBounds(hydro, site, topic, partition)
  if (!bounds || offset < bounds.low || offset >= bounds.end) return undefined
  const record = await readRecordAtOrAfter(hydro, site, topic, partition, offset)
  return record?.offset === offset ? record : undefined
}

/**
 * Records of [from, to); `to` defaults to the log's end at the time of the call. Constant memory. `ahead`: for who reads to the
 * end and does much with each record, the next fetch is under way meanwhile.
 */
export async function* readLog(
  hydro: Hydro,
  at: { site: string; topic: string; partition: number; from: number; to?: number; maxBytes?: number; ahead?: true },
): AsyncGenerator<LogRecord> {
  const { site, topic, partition } = at
  const cluster = await clusterFor(hydro, site, [topic])
  const bounds = await partitionBounds(hydro, site, topic, partition)
  const to = at.to ?? bounds?.end ?? 0
  let next = at.from
  const fetch = (from: number) => fetchFrom(cluster, topic, partition, from, at.maxBytes ?? READ_BYTES)
  let fetching: ReturnType<typeof fetch> | undefined
  while (next < to) {
    const messages = (await (fetching ?? fetch(next)))?.messages ?? []
    fetching = undefined
    if (messages.length === 0) {
      // Only control records, or the end of a log that was cut: step over what holds no data.
      if (bounds && to >= bounds.end) return
      throw new Error(
        `${topic} partition ${partition} at ${site}: nothing to read at ${next}, though ${to} was promised`,
      )
    }
    const following = messages.at(-1)!.offset + 1
    if (at.ahead && following < to) {
      fetching = fetch(following)
      fetching.catch(() => {}) // thrown where it is awaited
    }
    for (const record of messages) {
      if (record.offset < next) continue // a batch begins before the offset that was asked for
      if (record.offset >= to) return
      next = record.offset + 1
      if (!record.isControlRecord) yield record
    }
  }
}
