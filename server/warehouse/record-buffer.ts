/**
 * The records of one partition until they are a file: their bytes, framed, in blocks. The same records give the same
 * bytes whatever batches they came in, so that SHA-256 over them says whether two files hold the same records.
 */
import { createHash } from 'node:crypto'
import type { LogRecord } from '../kafka/log-reader.ts'

const FIRST_BLOCK_BYTES = 16 * 1024
const BLOCK_BYTES = 1024 * 1024
/** offset, timestamp (8 bytes each); lengths of key, value (−1: null) and headers; the headers' shape (4 bytes each). */
const FRAME_BYTES = 32
const TWO_32 = 4_294_967_296
/** Kafka takes any 64 bits as a time; beyond this Parquet's microseconds have none. */
const MILLISECONDS_MAX = 9_000_000_000_000
type Block = { readonly bytes: Buffer; used: number }

/** Where the parts of a record are in its block. */
export type Frame = {
  block: Buffer
  offset: number
  timestampMs: number
  /** Key, value and headers follow each other from here. */
  at: number
  keyLength: number
  valueLength: number
  headersLength: number
  /** Names of the headers; undefined: each name is written in front of its value. */
  names: HeaderNames | undefined
  /** The number of `names`. */
  shape: number
}

/**
 * Lists of header names, numbered in the order in which the buffer met them: records of a topic have few. What is odd,
 * such as a name that came twice, has its names spelled out.
 */
export type HeaderNames = readonly string[]
const SHAPES_MAX = 64
const NAMES_MAX = 24
/** In a frame: the shape's number, or this. */
const SPELLED_OUT = -1

const isValue = (value: unknown): value is Buffer | undefined | null => Buffer.isBuffer(value) || value == null

const isShape = (headers: LogRecord['headers'], names: HeaderNames): boolean => {
  let index = 0
  for (const name in headers) if (names[index++] !== name || !isValue(headers[name])) return false
  return index === names.length
}
const valuesLength = (headers: LogRecord['headers'], names: HeaderNames): number => {
  let length = 0
  for (const name of names) length += 4 + ((headers[name] as Buffer | undefined)?.length ?? 0)
  return length
}

/** Every header with its name. kafkajs makes a list of a name that came twice, and a function first of `constructor`. */
const spelled = (headers: LogRecord['headers']): [string, Buffer | undefined][] =>
  Object.entries(headers).flatMap(([name, value]) => {
    const values: unknown[] = Array.isArray(value) ? value : [value]
    return values
      .filter((one) => typeof one !== 'function')
      .map((one): [string, Buffer | undefined] => [
        name,
        typeof one === 'string' ? Buffer.from(one) : Buffer.isBuffer(one) ? one : undefined,
      ])
  })
const spelledLength = (headers: LogRecord['headers']): number =>
  spelled(headers).reduce((sum, [name, value]) => sum + 8 + Buffer.byteLength(name) + (value?.length ?? 0), 0)

const putBytes = (block: Buffer, value: Buffer | undefined | null, at: number): number => {
  block.writeInt32BE(value ? value.length : -1, at)
  return value ? at + 4 + value.copy(block, at + 4) : at + 4
}

const EMPTY_FRAME: Frame = {
  block: Buffer.alloc(0),
  offset: 0,
  timestampMs: 0,
  at: 0,
  keyLength: 0,
  valueLength: 0,
  headersLength: 0,
  names: undefined,
  shape: SPELLED_OUT,
}

const putInt64 = (bytes: Buffer, value: number, at: number): void => {
  const hi = Math.floor(value / TWO_32)
  bytes.writeInt32BE(hi, at)
  bytes.writeUInt32BE(value - hi * TWO_32, at + 4)
}
const getInt64 = (bytes: Buffer, at: number): number => bytes.readInt32BE(at) * TWO_32 + bytes.readUInt32BE(at + 4)

export class RecordBuffer {
  readonly shapes: HeaderNames[] = []
  #lastShape = -1
  #blocks: Block[] = []
  rows = 0
  /** Memory that is held, filled or not. */
  bytes = 0
  firstOffset = -1
  lastOffset = -1
  firstTimestampMs = 0
  leastTimestampMs = Number.POSITIVE_INFINITY
  greatestTimestampMs = Number.NEGATIVE_INFINITY

  add(record: LogRecord): void {
    const { offset, key, value, headers } = record
    const timestampMs = Math.max(-MILLISECONDS_MAX, Math.min(MILLISECONDS_MAX, record.timestampMs))
    if (offset <= this.lastOffset) throw new Error(`offset ${offset} does not follow ${this.lastOffset}`)
    const shape = this.#shapeOf(headers)
    const names = this.shapes[shape]
    const headersLength = names ? valuesLength(headers, names) : spelledLength(headers)
    const block = this.#room(FRAME_BYTES + (key?.length ?? 0) + (value?.length ?? 0) + headersLength)
    const { bytes } = block
    let at = block.used
    putInt64(bytes, offset, at)
    putInt64(bytes, timestampMs, at + 8)
    bytes.writeInt32BE(key?.length ?? -1, at + 16)
    bytes.writeInt32BE(value?.length ?? -1, at + 20)
    bytes.writeInt32BE(headersLength, at + 24)
    bytes.writeInt32BE(names ? shape : SPELLED_OUT, at + 28)
    at += FRAME_BYTES
    if (key) at += key.copy(bytes, at)
    if (value) at += value.copy(bytes, at)
    if (names) for (const name of names) at = putBytes(bytes, headers[name] as Buffer | undefined, at)
    else
      for (const [name, one] of spelled(headers)) {
        at = putBytes(bytes, Buffer.from(name), at)
        at = putBytes(bytes, one, at)
      }
    block.used = at
    if (this.rows === 0) {
      this.firstOffset = offset
      this.firstTimestampMs = timestampMs
    }
    this.rows++
    this.lastOffset = offset
    this.leastTimestampMs = Math.min(this.leastTimestampMs, timestampMs)
    this.greatestTimestampMs = Math.max(this.greatestTimestampMs, timestampMs)
  }

  /** Almost always the shape of the record before. */
  #shapeOf(headers: LogRecord['headers']): number {
    const last = this.shapes[this.#lastShape]
    if (last && isShape(headers, last)) return this.#lastShape
    let found = this.shapes.findIndex((names) => isShape(headers, names))
    if (found < 0 && this.shapes.length < SHAPES_MAX) {
      const names = Object.keys(headers)
      if (names.length <= NAMES_MAX && isShape(headers, names)) found = this.shapes.push(names) - 1
    }
    this.#lastShape = found
    return found
  }

  #room(size: number): Block {
    const last = this.#blocks.at(-1)
    if (last && last.bytes.length - last.used >= size) return last
    const wanted = last ? Math.min(last.bytes.length * 2, BLOCK_BYTES) : FIRST_BLOCK_BYTES
    const block = { bytes: Buffer.allocUnsafeSlow(Math.max(wanted, size)), used: 0 }
    this.#blocks.push(block)
    this.bytes += block.bytes.length
    return block
  }

  /** SHA-256 over every record: the same for the same records, however they are encoded as a file. */
  rowsSha256(): Buffer {
    const hash = createHash('sha256').update(JSON.stringify(this.shapes))
    for (const { bytes, used } of this.#blocks) hash.update(bytes.subarray(0, used))
    return hash.digest()
  }

  /** The frames in order. One object serves for all of them. */
  *frames(): Generator<Frame> {
    const frame: Frame = { ...EMPTY_FRAME }
    for (const { bytes, used } of this.#blocks)
      for (let at = 0; at < used; ) {
        frame.block = bytes
        frame.offset = getInt64(bytes, at)
        frame.timestampMs = getInt64(bytes, at + 8)
        frame.keyLength = bytes.readInt32BE(at + 16)
        frame.valueLength = bytes.readInt32BE(at + 20)
        frame.headersLength = bytes.readInt32BE(at + 24)
        frame.shape = bytes.readInt32BE(at + 28)
        frame.names = this.shapes[frame.shape]
        frame.at = at + FRAME_BYTES
        yield frame
        at = frame.at + Math.max(frame.keyLength, 0) + Math.max(frame.valueLength, 0) + frame.headersLength
      }
  }
}
