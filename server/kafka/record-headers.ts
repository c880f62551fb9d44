/**
 * The header section of a record, as it lies in a record batch: a count, then name and value of each, all with their
 * lengths as zigzag varints. Read only when somebody asks; the origin, which every record has, without making a thing.
 */
import { interner } from '../proto/interned.ts'
import type { Origin } from './headers.ts'

/** Values by name; of a name that came more than once, a list. Names of every object (`constructor`) are names like others. */
export type RecordHeaders = Record<string, Buffer | Buffer[] | string | null | undefined>

let bytes: Buffer = Buffer.alloc(0)
let at = 0

/** Lengths and counts are far below 2^31. */
const varint = (): number => {
  let value = 0
  for (let shift = 0; shift < 35; shift += 7) {
    const next = bytes[at++]!
    value |= (next & 127) << shift
    if (next < 128) return (value >>> 1) ^ -(value & 1)
  }
  throw new RangeError('a length in the headers of a record has more than five bytes')
}

const names = interner()
const nameText = (start: number, end: number): string => {
  const known = names.known(bytes, start, end)
  if (known !== undefined) return known
  const name = bytes.toString('utf8', start, end)
  names.remember(bytes, start, end, name)
  return name
}

export const readHeaders = (from: Buffer, headersAt: number): RecordHeaders => {
  bytes = from
  at = headersAt
  const headers: RecordHeaders = Object.create(null)
  for (let count = varint(); count > 0; count--) {
    const nameLength = varint()
    const name = nameText(at, at + nameLength)
    at += nameLength
    const length = varint()
    const value = length < 0 ? null : bytes.subarray(at, at + length)
    if (length > 0) at += length
    const before = headers[name]
    if (before === undefined) headers[name] = value
    else if (value !== null) headers[name] = Array.isArray(before) ? [...before, value] : [before as Buffer, value]
  }
  return headers
}

/**
 * Where each value is, for headers with exactly these names in this order: start and length (−1: null) of one after the
 * other in `places`. Answers how long all values are together; −1 when the names are others.
 */
export const findValues = (from: Buffer, headersAt: number, known: readonly Buffer[], places: Int32Array): number => {
  bytes = from
  at = headersAt
  if (varint() !== known.length) return -1
  let total = 0
  for (let index = 0; index < known.length; index++) {
    const nameLength = varint()
    if (!isName(known[index]!, at, nameLength)) return -1
    at += nameLength
    const length = varint()
    places[2 * index] = at
    places[2 * index + 1] = length
    if (length < 0) continue
    at += length
    total += length
  }
  return total
}

const SITE = Buffer.from('hydro-origin-site')
const TOPIC = Buffer.from('hydro-origin-topic')
const PARTITION = Buffer.from('hydro-origin-partition')
const OFFSET = Buffer.from('hydro-origin-offset')
const TIMESTAMP = Buffer.from('hydro-origin-timestamp')

const isName = (name: Buffer, start: number, length: number): boolean => {
  if (name.length !== length) return false
  // From the end: all of ours begin alike.
  for (let i = length - 1; i >= 0; i--) if (name[i] !== bytes[start + i]) return false
  return true
}

/** Decimal digits of a safe integer; −1 for anything else. */
const digits = (start: number, end: number): number => {
  if (end === start || end - start > 16) return -1
  let number = 0
  for (let i = start; i < end; i++) {
    const digit = bytes[i]! - 48
    if (digit < 0 || digit > 9) return -1
    number = number * 10 + digit
  }
  return Number.isSafeInteger(number) ? number : -1
}

const texts = interner()
const shortText = (start: number, end: number): string => {
  const known = texts.known(bytes, start, end)
  if (known !== undefined) return known
  const text = bytes.toString('utf8', start, end)
  texts.remember(bytes, start, end, text)
  return text
}

/** `hydro-origin-*` (contract), the first of a name that came twice. Undefined when one is missing or not what it should be. */
export const readOrigin = (from: Buffer, headersAt: number): Origin | undefined => {
  bytes = from
  at = headersAt
  let site: string | undefined
  let topic: string | undefined
  let [partition, offset, timestampMs] = [-2, -2, -2]
  for (let count = varint(); count > 0; count--) {
    const nameLength = varint()
    const nameAt = at
    at += nameLength
    const length = varint()
    const valueAt = at
    if (length < 0) continue // a null is no value
    at += length
    if (site === undefined && isName(SITE, nameAt, nameLength)) site = shortText(valueAt, at)
    else if (topic === undefined && isName(TOPIC, nameAt, nameLength)) topic = shortText(valueAt, at)
    else if (partition === -2 && isName(PARTITION, nameAt, nameLength)) partition = digits(valueAt, at)
    else if (offset === -2 && isName(OFFSET, nameAt, nameLength)) offset = digits(valueAt, at)
    else if (timestampMs === -2 && isName(TIMESTAMP, nameAt, nameLength)) timestampMs = digits(valueAt, at)
  }
  if (!site || !topic || partition < 0 || offset < 0 || timestampMs < 0) return undefined
  return { site, topic, partition, offset, timestampMs }
}

/** Large enough that a new slab is rare; never written twice, so that what was cut from it needs no copy. */
const SLAB_BYTES = 64 * 1024
let slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
let slabAt = 0

/** A length below 64 as a zigzag varint; all of ours are. */
const putShort = (length: number): void => {
  slab[slabAt++] = length * 2
}

const putHeader = (name: Buffer, value: string): void => {
  putShort(name.length)
  slab.set(name, slabAt)
  slabAt += name.length
  putShort(value.length)
  for (let i = 0; i < value.length; i++) slab[slabAt++] = value.charCodeAt(i)
}

/** Count, site, topic and partition: the same for every record of a partition. */
let front: { readonly site: string; readonly topic: string; readonly partition: number; readonly bytes: Buffer } = {
  site: '',
  topic: '',
  partition: -1,
  bytes: Buffer.alloc(0),
}
const TEXT_MAX = 63
const HEADERS_MAX = 1 + 5 * (2 + 22) + 3 * TEXT_MAX + 2 * 16

const cut = (from: number): Buffer => slab.subarray(from, slabAt)
const makeRoom = (): number => {
  if (slabAt + HEADERS_MAX > slab.length) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
    slabAt = 0
  }
  return slabAt
}

const isShortAscii = (text: string): boolean => {
  if (text.length > TEXT_MAX) return false
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}

/** The section with `hydro-origin-*` and nothing else; undefined where a site or topic has a name that needs more care. */
export const originSection = (origin: Origin): Buffer | undefined => {
  const { site, topic, partition } = origin
  if (front.partition !== partition || front.site !== site || front.topic !== topic) {
    if (!isShortAscii(site) || !isShortAscii(topic)) return undefined
    const from = makeRoom()
    putShort(5) // headers
    putHeader(SITE, site)
    putHeader(TOPIC, topic)
    putHeader(PARTITION, String(partition))
    front = { site, topic, partition, bytes: Buffer.from(cut(from)) }
  }
  const from = makeRoom()
  slab.set(front.bytes, slabAt)
  slabAt += front.bytes.length
  putHeader(OFFSET, String(origin.offset))
  putHeader(TIMESTAMP, String(origin.timestampMs))
  return cut(from)
}
