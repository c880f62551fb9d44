/**
 * Decodes what a fetch brought (record batches, format v2, as Kafka's protocol guide describes them) in the place of
 * kafkajs' own decoder. The checksum of each batch is compared, which kafkajs leaves out: nothing is decided on bytes
 * that were damaged on a disk or on the way.
 */
import { createRequire } from 'node:module'
import { crc32c } from '@node-rs/crc32'
import { type BatchContext, FetchedRecord } from './fetched-record.ts'

type Codec = { decompress(bytes: Buffer): Promise<Buffer> }
type Decoder = {
  buffer: Buffer
  offset: number
  readInt16(): number
  readInt32(): number
  readInt64(): bigint
  readString(): string
  readArray<T>(read: (decoder: Decoder) => T): T[]
}

/** A record batch up to its records: offset, length, epoch, magic, checksum, attributes, times, producer, count. */
const HEAD_BYTES = 61
const MAGIC_AT = 16
const CRC_FROM = 21
const [LOG_APPEND_TIME, TRANSACTIONAL, CONTROL] = [0x8, 0x10, 0x20]

let bytes: Buffer = Buffer.alloc(0)
let at = 0

/** A zigzag varint; exact to 2^53, as lengths and differences of times and offsets are. */
const varint = (): number => {
  let next = bytes[at++]!
  let value = next & 127
  let scale = 128
  while (next > 127) {
    next = bytes[at++]!
    value += (next & 127) * scale
    scale *= 128
  }
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}

const readRecords = (
  from: Buffer,
  recordsAt: number,
  count: number,
  baseOffset: number,
  baseMs: number,
  fixedMs: number | undefined,
  context: BatchContext,
  into: FetchedRecord[],
): void => {
  bytes = from
  at = recordsAt
  for (let i = 0; i < count; i++) {
    const length = varint()
    const end = at + length
    at++ // attributes of a record mean nothing yet
    const timestampMs = baseMs + varint()
    const offset = baseOffset + varint()
    const keyLength = varint()
    const keyAt = at
    if (keyLength > 0) at += keyLength
    const valueLength = varint()
    const valueAt = at
    if (valueLength > 0) at += valueLength
    if (at > end || end > from.length) throw new Error(`a record of the log ends beyond its batch, at offset ${offset}`)
    into.push(
      new FetchedRecord(from, context, offset, fixedMs ?? timestampMs, keyAt, keyLength, valueAt, valueLength, at),
    )
    at = end
  }
}

/** The record batches of one partition in one fetch. The last one may be cut off by the fetch's size: it comes again. */
export const decodeRecordBatches = async (
  set: Buffer,
  codecOf: (attributes: number) => Codec | null,
): Promise<FetchedRecord[]> => {
  const records: FetchedRecord[] = []
  for (let from = 0; from + HEAD_BYTES <= set.length; ) {
    const size = 12 + set.readInt32BE(from + 8)
    if (from + size > set.length) break
    const batch = set.subarray(from, from + size)
    from += size
    const baseOffset = Number(batch.readBigInt64BE(0))
    if (batch[MAGIC_AT] !== 2)
      throw new Error(`the record batch at offset ${baseOffset} has format ${batch[MAGIC_AT]}, not 2`)
    if (crc32c(batch.subarray(CRC_FROM)) !== batch.readUInt32BE(17))
      throw new Error(
        `the record batch at offset ${baseOffset} does not match its checksum: it was damaged on the broker's disk or on the way; nothing of it is used`,
      )
    const attributes = batch.readInt16BE(21)
    const baseMs = Number(batch.readBigInt64BE(27))
    const context = {
      producerId: batch.readBigInt64BE(43).toString(),
      inTransaction: (attributes & TRANSACTIONAL) !== 0,
      isControl: (attributes & CONTROL) !== 0,
      isAborted: false,
    }
    const fixedMs = attributes & LOG_APPEND_TIME ? Number(batch.readBigInt64BE(35)) : undefined
    const count = batch.readInt32BE(57)
    const codec = codecOf(attributes)
    const [where, begin] = codec ? [await codec.decompress(batch.subarray(HEAD_BYTES)), 0] : [batch, HEAD_BYTES]
    readRecords(where, begin, count, baseOffset, baseMs, fixedMs, context, records)
  }
  return records
}

type FetchResponse = { decode(raw: Buffer): Promise<unknown>; isOurs?: true }

/** Version 11 of a fetch's answer, which every broker since Kafka 2.3 speaks, with its records decoded by us. */
const decodeAnswer = async (
  raw: Buffer,
  newDecoder: (bytes: Buffer) => Decoder,
  codecOf: (attributes: number) => Codec | null,
): Promise<unknown> => {
  const decoder = newDecoder(raw)
  const clientSideThrottleTime = decoder.readInt32()
  const errorCode = decoder.readInt16()
  const sessionId = decoder.readInt32()
  const responses: unknown[] = []
  for (let topics = decoder.readInt32(); topics > 0; topics--) {
    const topicName = decoder.readString()
    const partitions: unknown[] = []
    for (let count = decoder.readInt32(); count > 0; count--) {
      const head = {
        partition: decoder.readInt32(),
        errorCode: decoder.readInt16(),
        highWatermark: decoder.readInt64().toString(),
        lastStableOffset: decoder.readInt64().toString(),
        lastStartOffset: decoder.readInt64().toString(),
        abortedTransactions: decoder.readArray((d) => ({
          producerId: d.readInt64().toString(),
          firstOffset: d.readInt64().toString(),
        })),
        preferredReadReplica: decoder.readInt32(),
      }
      const size = Math.max(decoder.readInt32(), 0)
      const set = decoder.buffer.subarray(decoder.offset, decoder.offset + size)
      decoder.offset += size
      partitions.push({ ...head, messages: await decodeRecordBatches(set, codecOf) })
    }
    responses.push({ topicName, partitions })
  }
  // As kafkajs has it: the broker did not delay this answer, it expects us to wait, and refuses what comes too early.
  return { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses }
}

/**
 * Once per process, before the first fetch. The names of modules stand here as they are: the dashboard's bundler follows
 * no others. @throws Error when kafkajs is not the version that this is made for
 */
export const replaceFetchDecoder = (): void => {
  const require = createRequire(import.meta.url)
  const response = require('kafkajs/src/protocol/requests/fetch/v11/response') as FetchResponse
  if (response.isOurs) return
  const { lookupCodecByAttributes } = require('kafkajs/src/protocol/message/compression') as {
    lookupCodecByAttributes(attributes: number): Codec | null
  }
  const KafkaDecoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => Decoder
  if (typeof response.decode !== 'function' || typeof lookupCodecByAttributes !== 'function')
    throw new Error('kafkajs has changed inside: Hydrometer needs version 2.2.4 exactly')
  response.decode = (raw) => decodeAnswer(raw, (bytes) => new KafkaDecoder(bytes), lookupCodecByAttributes)
  response.isOurs = true
}
