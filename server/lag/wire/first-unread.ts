/**
 * When was the first unread record written? Read from the heads of record batches in one request for many partitions;
 * nothing is decompressed or decoded that need not be.
 */
import type { Broker } from '../../kafka/client.ts'
import { ask, Reader } from './flexible.ts'

export type Position = { readonly topic: string; readonly partition: number; readonly from: number }
/**
 * A time in milliseconds; `none`: up to the stable end are only markers and aborted records; `inside`: within a compressed
 * batch that spans more than a second; undefined: the answer had no room for it.
 */
export type FirstUnread = number | 'none' | 'inside' | undefined

const HEAD_BYTES = 61
const COMPRESSED = 0x07
const APPEND_TIME = 0x08
const TRANSACTIONAL = 0x10
const CONTROL = 0x20
/** Inside a batch whose records lie this close, a line between its first and last time is near enough. */
const SPAN_MS = 500

type Aborted = { readonly producer: number; readonly first: number }

const insideBatch = (bytes: Buffer, at: number, from: number, base: number): number | 'inside' => {
  const attributes = bytes.readInt16BE(at + 21)
  const baseMs = Number(bytes.readBigInt64BE(at + 27))
  const mostMs = Number(bytes.readBigInt64BE(at + 35))
  if (attributes & APPEND_TIME) return mostMs
  if (from <= base) return baseMs
  const lastDelta = bytes.readInt32BE(at + 23)
  if (mostMs - baseMs <= SPAN_MS) return baseMs + ((mostMs - baseMs) * (from - base)) / Math.max(1, lastDelta)
  if (attributes & COMPRESSED) return 'inside'
  const records = new Reader(bytes)
  records.at = at + HEAD_BYTES
  for (let left = bytes.readInt32BE(at + 57); left > 0; left--) {
    const length = records.signedVarint()
    const next = records.at + length
    records.int8() // attributes
    const ms = baseMs + records.signedVarint()
    if (base + records.signedVarint() >= from) return ms
    records.at = next
  }
  return mostMs
}

/** Batches as a consumer that waits for commits sees them, from `from` on. */
export const firstUnreadIn = (
  bytes: Buffer,
  from: number,
  stableEnd: number,
  aborted: readonly Aborted[] = [],
): FirstUnread => {
  const dropped = [...aborted]
  for (let at = 0; at + HEAD_BYTES <= bytes.length; ) {
    const base = Number(bytes.readBigInt64BE(at))
    const size = 12 + bytes.readInt32BE(at + 8)
    const last = base + bytes.readInt32BE(at + 23)
    if (at + size > bytes.length) return undefined // cut by the limit of the answer
    if (last >= from) {
      if (base >= stableEnd) return 'none'
      const attributes = bytes.readInt16BE(at + 21)
      const producer = Number(bytes.readBigInt64BE(at + 43))
      const abort = dropped.findIndex((a) => a.producer === producer && a.first <= base)
      if (attributes & CONTROL) {
        if (abort >= 0) dropped.splice(abort, 1)
      } else if (!(attributes & TRANSACTIONAL && abort >= 0)) return insideBatch(bytes, at, from, base)
      if (last + 1 >= stableEnd) return 'none'
    }
    at += size
  }
  return undefined
}

/** One request to the leader of all these partitions (each at most once); answers what found room in `bytesMax`. */
export const fetchFirstUnread = (
  broker: Broker,
  positions: readonly Position[],
  limits: { readonly bytesMax: number; readonly partitionBytesMax: number },
): Promise<Map<Position, FirstUnread>> => {
  const byTopic = new Map<string, Position[]>()
  for (const position of positions) byTopic.set(position.topic, [...(byTopic.get(position.topic) ?? []), position])
  return ask(
    broker,
    { key: 1, name: 'Fetch', version: 4, flexible: false },
    (w) => {
      w.int32(-1).int32(0).int32(0).int32(limits.bytesMax).int8(1) // waits for nothing, reads what is committed
      w.int32(byTopic.size)
      for (const [topic, asked] of byTopic) {
        w.oldText(topic).int32(asked.length)
        for (const { partition, from } of asked) w.int32(partition).int64(from).int32(limits.partitionBytesMax)
      }
    },
    (r) => {
      r.int32()
      const found = new Map<Position, FirstUnread>()
      r.oldList(() => {
        const topic = r.oldText()
        r.oldList(() => {
          const partition = r.int32()
          const code = r.int16()
          r.int64() // high watermark
          const stableEnd = r.int64()
          const aborted = r.oldList(() => ({ producer: r.int64(), first: r.int64() }))
          const records = r.raw(Math.max(0, r.int32()))
          const asked = byTopic.get(topic)?.find((p) => p.partition === partition)
          if (!asked || code !== 0) return
          found.set(asked, asked.from >= stableEnd ? 'none' : firstUnreadIn(records, asked.from, stableEnd, aborted))
        })
      })
      return found
    },
  )
}
