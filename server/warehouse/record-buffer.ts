/**
 * The records of one partition until they are a file: their bytes, framed, in blocks. The same records give the same
 * bytes whatever batches they came in, so that SHA-256 over them says whether two files hold the same records.
 */
import { createHash } from 'node:crypto'
import { FetchedRecord, type RecordPlaces } from '../kafka/fetched-record.ts'
import type { LogRecord } from '../kafka/log-reader.ts'
import { findValues } from '../kafka/record-headers.ts'
import { ARCHIVE_FREE_BYTES_MAX } from '../limits.ts'

const FIRST_BLOCK_BYTES = 16 * 1024
const BLOCK_BYTES = 1024 * 1024
/** offset, timestamp (8 bytes each); lengths of key, value (−1: null) and headers; the headers' shape (4 bytes each). */
const FRAME_BYTES = 32
const TWO_32 = 4_294_967_296
/** Kafka takes any 64 bits as a time; beyond this Parquet's microseconds have none. */
const MILLISECONDS_MAX = 9_000_000_000_000
const NO_BYTES = Buffer.alloc(0)
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

/** Keys and the values of headers are a few bytes: for those a call costs more than the copy. */
const SHORT_BYTES = 48

const copyBytes = (from: Buffer, start: number, length: number, to: Buffer, at: number): number => {
  if (length <= 0) return at
  if (length > SHORT_BYTES) return at + from.copy(to, at, start, start + length)
  for (let i = 0; i < length; i++) to[at + i] = from[start + i]!
  return at + length
}

const EMPTY_FRAME: Frame = {
  block: NO_BYTES,
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

/** Writes the frame and answers where the key begins. Flat, because there is one call for every record. */
const putFrame = (
  { bytes, used }: Block,
  offset: number,
  timestampMs: number,
  keyLength: number,
  valueLength: number,
  headersLength: number,
  shape: number,
): number => {
  putInt64(bytes, offset, used)
  putInt64(bytes, timestampMs, used + 8)
  bytes.writeInt32BE(keyLength, used + 16)
  bytes.writeInt32BE(valueLength, used + 20)
  bytes.writeInt32BE(headersLength, used + 24)
  bytes.writeInt32BE(shape, used + 28)
  return used + FRAME_BYTES
}

/**
 * Blocks of written files, for the next ones. What is made anew for each file is garbage outside of V8's heap, of which V8
 * lets more than a hundred MB gather before it looks.
 */
export class BlockPool {
  readonly #free = new Map<number, Buffer[]>()
  #bytes = 0

  take(size: number): Buffer | undefined {
    const block = this.#free.get(size)?.pop()
    if (block) this.#bytes -= block.length
    return block
  }
  /** Keeps blocks of the sizes that buffers ask for; one that was made for a large record goes. */
  give(block: Buffer): void {
    const isUsual = block.length <= BLOCK_BYTES && (block.length & (block.length - 1)) === 0
    if (!isUsual || this.#bytes + block.length > ARCHIVE_FREE_BYTES_MAX) return
    this.#bytes += block.length
    const free = this.#free.get(block.length)
    if (free) free.push(block)
    else this.#free.set(block.length, [block])
  }
  clear(): void {
    this.#free.clear()
    this.#bytes = 0
  }
}

export class RecordBuffer {
  readonly #pool: BlockPool | undefined
  readonly shapes: HeaderNames[] = []
  /** The names of each of `shapes` as they are in the log. */
  readonly #shapeBytes: Buffer[][] = []
  readonly #from: RecordPlaces = { bytes: NO_BYTES, keyAt: 0, keyLength: -1, valueAt: 0, valueLength: -1, headersAt: 0 }
  readonly #values = new Int32Array(2 * NAMES_MAX)
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

  constructor(pool?: BlockPool) {
    this.#pool = pool
  }

  /** The records were written: nothing may read them any more. */
  release(): void {
    for (const { bytes } of this.#blocks) this.#pool?.give(bytes)
    this.#blocks = []
  }

  add(record: LogRecord): void {
    const { offset } = record
    const timestampMs = Math.max(-MILLISECONDS_MAX, Math.min(MILLISECONDS_MAX, record.timestampMs))
    if (offset <= this.lastOffset) throw new Error(`offset ${offset} does not follow ${this.lastOffset}`)
    if (!(record instanceof FetchedRecord && this.#copyFetched(record, offset, timestampMs)))
      this.#copy(record, offset, timestampMs)
    if (this.rows === 0) {
      this.firstOffset = offset
      this.firstTimestampMs = timestampMs
    }
    this.rows++
    this.lastOffset = offset
    if (timestampMs < this.leastTimestampMs) this.leastTimestampMs = timestampMs
    if (timestampMs > this.greatestTimestampMs) this.greatestTimestampMs = timestampMs
  }

  /** From the bytes of the fetch to the block, where the headers are of the same shape as those of the record before. */
  #copyFetched(record: FetchedRecord, offset: number, timestampMs: number): boolean {
    const shape = this.#lastShape
    const names = this.#shapeBytes[shape]
    if (!names) return false
    const from = this.#from
    record.placesInto(from)
    const found = this.#values
    const valuesBytes = findValues(from.bytes, from.headersAt, names, found)
    if (valuesBytes < 0) return false
    const { keyLength, valueLength } = from
    const headersLength = 4 * names.length + valuesBytes
    const block = this.#room(FRAME_BYTES + Math.max(keyLength, 0) + Math.max(valueLength, 0) + headersLength)
    const { bytes } = block
    let at = putFrame(block, offset, timestampMs, keyLength, valueLength, headersLength, shape)
    at = copyBytes(from.bytes, from.keyAt, keyLength, bytes, at)
    at = copyBytes(from.bytes, from.valueAt, valueLength, bytes, at)
    for (let index = 0; index < names.length; index++) {
      const length = found[2 * index + 1]!
      bytes.writeInt32BE(length, at)
      at = copyBytes(from.bytes, found[2 * index]!, length, bytes, at + 4)
    }
    block.used = at
    return true
  }

  #copy({ key, value, headers }: LogRecord, offset: number, timestampMs: number): void {
    const shape = this.#shapeOf(headers)
    const names = this.shapes[shape]
    const headersLength = names ? valuesLength(headers, names) : spelledLength(headers)
    const block = this.#room(FRAME_BYTES + (key?.length ?? 0) + (value?.length ?? 0) + headersLength)
    const { bytes } = block
    const [keyLength, valueLength] = [key?.length ?? -1, value?.length ?? -1]
    const number = names ? shape : SPELLED_OUT
    let at = putFrame(block, offset, timestampMs, keyLength, valueLength, headersLength, number)
    if (key) at += key.copy(bytes, at)
    if (value) at += value.copy(bytes, at)
    if (names) for (const name of names) at = putBytes(bytes, headers[name] as Buffer | undefined, at)
    else
      for (const [name, one] of spelled(headers)) {
        at = putBytes(bytes, Buffer.from(name), at)
        at = putBytes(bytes, one, at)
      }
    block.used = at
  }

  /** Almost always the shape of the record before. */
  #shapeOf(headers: LogRecord['headers']): number {
    const last = this.shapes[this.#lastShape]
    if (last && isShape(headers, last)) return this.#lastShape
    let found = this.shapes.findIndex((names) => isShape(headers, names))
    if (found < 0 && this.shapes.length < SHAPES_MAX) {
      const names = Object.keys(headers)
      if (names.length <= NAMES_MAX && isShape(headers, names)) {
        found = this.shapes.push(names) - 1
        this.#shapeBytes.push(names.map((name) => Buffer.from(name)))
      }
    }
    this.#lastShape = found
    return found
  }

  #room(size: number): Block {
    const last = this.#blocks.at(-1)
    if (last && last.bytes.length - last.used >= size) return last
    const wanted = last ? Math.min(last.bytes.length * 2, BLOCK_BYTES) : FIRST_BLOCK_BYTES
    const reused = size <= wanted ? this.#pool?.take(wanted) : undefined
    const block = { bytes: reused ?? Buffer.allocUnsafeSlow(Math.max(wanted, size)), used: 0 }
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
