/**
 * Producing, by the rules: never idempotent, never in a transaction, `acks: -1` (R1); one send in flight per topic, so
 * none overtakes another; a send in doubt is sent again, whole, before anything else goes to those partitions; every
 * partition of the send must be in the answer. What several partitions produce at the same time goes in one request.
 */
import kafkajs, { type Producer } from 'kafkajs'
import {
  BACKOFF_FIRST_MS,
  BACKOFF_MAX_MS,
  SEND_BYTES_MAX,
  SEND_DOUBT_MS,
  SEND_RECORDS_MAX,
  SEND_TIMEOUT_MS,
} from '../limits.ts'
import type { Hydro } from './client.ts'
import type { Headers } from './headers.ts'
import { readHeaders } from './record-headers.ts'

export type OutRecord = {
  /** Always explicit (R9). */
  readonly partition: number
  readonly key: Buffer | null
  readonly value: Buffer
  /** By name, or the header section as it goes on the wire (record-headers.ts), from who writes one for every event. */
  readonly headers?: Headers | Buffer
  /** Of the usage event's own record, so that every hop shows how old the event is. Now where it is left out. */
  readonly timestampMs?: number
}

/** A send stayed in doubt for too long: the process must end (R1). */
export class SendInDoubt extends Error {
  override readonly name = 'SendInDoubt'
}

export type Sender = {
  /**
   * Resolves when every record is acknowledged by all replicas, with the offset of each in its partition. Rejects with
   * SendInDoubt only.
   */
  send(topic: string, records: readonly OutRecord[]): Promise<number[]>
  /** What it last failed with, while it is trying; for the report. */
  trouble(): string | undefined
  disconnect(): Promise<void>
}

type Waiting = {
  records: readonly OutRecord[]
  /** Offsets of the records that are acknowledged. */
  sent: number[]
  resolve(sent: number[]): void
  reject(error: Error): void
}

const sizeOf = (record: OutRecord): number => record.value.length + (record.key?.length ?? 0) + 200

/** One request's worth from the front: whole waiting sends where they fit, parts of a large one where not. */
const nextRequest = (waiting: Waiting[]): { from: Waiting; records: readonly OutRecord[] }[] => {
  const parts: { from: Waiting; records: readonly OutRecord[] }[] = []
  let bytes = 0
  let count = 0
  for (const one of waiting) {
    const start = one.sent.length
    let end = start
    while (end < one.records.length && count < SEND_RECORDS_MAX) {
      const size = sizeOf(one.records[end]!)
      if (count > 0 && bytes + size > SEND_BYTES_MAX) break
      bytes += size
      count++
      end++
    }
    if (end > start) parts.push({ from: one, records: one.records.slice(start, end) })
    if (end < one.records.length) break
  }
  return parts
}

/** `produce` sends the records once and gives the base offset of each partition, or throws. */
export const makeSender = (
  produce: (topic: string, byPartition: ReadonlyMap<number, OutRecord[]>) => Promise<ReadonlyMap<number, number>>,
  close: () => Promise<void>,
): Sender => {
  const lanes = new Map<string, { waiting: Waiting[]; busy: boolean }>()
  let trouble: string | undefined

  const produceWhole = async (topic: string, byPartition: ReadonlyMap<number, OutRecord[]>) => {
    const giveUpAt = performance.now() + SEND_DOUBT_MS
    for (let wait = BACKOFF_FIRST_MS; ; wait = Math.min(wait * 2, BACKOFF_MAX_MS)) {
      try {
        const bases = await produce(topic, byPartition)
        const missing = [...byPartition.keys()].filter((partition) => !bases.has(partition))
        if (missing.length > 0) throw new Error(`no answer for partitions ${missing.join(', ')}`) // a leader moved
        trouble = undefined
        return bases
      } catch (error) {
        trouble = `${topic}: ${error instanceof Error ? error.message : error}`
        if (performance.now() > giveUpAt)
          throw new SendInDoubt(`a send to ${trouble}; it may or may not have landed and is repeated after a restart`)
        await new Promise((resolve) => setTimeout(resolve, wait))
      }
    }
  }

  const drain = async (topic: string, lane: { waiting: Waiting[]; busy: boolean }) => {
    lane.busy = true
    try {
      while (lane.waiting.length > 0) {
        const parts = nextRequest(lane.waiting)
        const byPartition = new Map<number, OutRecord[]>()
        for (const { records } of parts)
          for (const record of records) {
            const batch = byPartition.get(record.partition)
            if (batch) batch.push(record)
            else byPartition.set(record.partition, [record])
          }
        const next = new Map(await produceWhole(topic, byPartition))
        for (const { from, records } of parts)
          for (const { partition } of records) {
            const offset = next.get(partition)!
            next.set(partition, offset + 1)
            from.sent.push(offset)
          }
        while (lane.waiting[0] && lane.waiting[0].sent.length === lane.waiting[0].records.length) {
          const done = lane.waiting.shift()!
          done.resolve(done.sent)
        }
      }
    } catch (error) {
      for (const one of lane.waiting.splice(0)) one.reject(error as Error)
    } finally {
      lane.busy = false
    }
  }

  return {
    send: (topic, records) => {
      if (records.length === 0) return Promise.resolve([])
      let lane = lanes.get(topic)
      if (!lane) {
        lane = { waiting: [], busy: false }
        lanes.set(topic, lane)
      }
      const { waiting } = lane
      const sent = new Promise<number[]>((resolve, reject) => waiting.push({ records, sent: [], resolve, reject }))
      if (!lane.busy) void drain(topic, lane)
      return sent
    },
    trouble: () => trouble,
    disconnect: close,
  }
}

/** The sender on kafkajs' own producer: for everything that is not hot. */
export const openStockSender = async (hydro: Hydro, site: string): Promise<Sender> => {
  const producer: Producer = hydro.kafka(site).producer({
    allowAutoTopicCreation: false,
    idempotent: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    retry: { retries: 0 }, // repeating is ours: whole, and before anything else
  })
  await producer.connect()
  return makeSender(
    async (topic, byPartition) => {
      const messages = [...byPartition].flatMap(([partition, records]) =>
        records.map(({ key, value, headers, timestampMs }) => ({
          partition,
          key,
          value,
          headers: Buffer.isBuffer(headers) ? (readHeaders(headers, 0) as Headers) : headers,
          ...(timestampMs !== undefined && { timestamp: String(timestampMs) }),
        })),
      )
      const answers = await producer.send({ topic, acks: -1, timeout: SEND_TIMEOUT_MS, messages })
      const bases = new Map<number, number>()
      for (const { partition, errorCode, baseOffset } of answers)
        if (errorCode === 0 && baseOffset !== undefined) bases.set(partition, Number(baseOffset))
      return bases
    },
    () => producer.disconnect(),
  )
}
