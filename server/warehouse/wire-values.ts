/** Single values of protobuf's wire format, as 64 bits or as text that is text. */
import { isUtf8 } from 'node:buffer'
import type { Column, Kind } from './columns.ts'
import { WireError, type WireReader } from './wire.ts'

/** What google.protobuf.Timestamp allows: years 1 to 9999. */
const SECONDS_MIN = -62_135_596_800
const SECONDS_MAX = 253_402_300_799
export const TWO_32 = 4_294_967_296

export const wireTypeOf = ({ kind, isFixed }: Column): number => {
  if (kind === 'string' || kind === 'bytes' || kind === 'message' || kind === 'time') return 2
  if (kind === 'double') return 1
  if (kind === 'float') return 5
  if (!isFixed) return 0
  return kind === 'int64' || kind === 'uint64' ? 1 : 5
}

/** The value as 64 bits, as its column will hold it: sign-extended, zigzag undone, a float widened to a double. */
export const readNumber = (reader: WireReader, kind: Kind, wireType: number, end: number): void => {
  if (wireType === 1) reader.fixed(8, end)
  else if (wireType === 5) reader.fixed(4, end)
  else reader.varint(end)
  switch (kind) {
    case 'int32':
    case 'enum':
      reader.hi = reader.lo >> 31
      return
    case 'uint32':
      reader.hi = 0
      return
    case 'bool':
      reader.lo = reader.lo !== 0 || reader.hi !== 0 ? 1 : 0
      reader.hi = 0
      return
    case 'sint32':
      reader.lo = (reader.lo >>> 1) ^ -(reader.lo & 1)
      reader.hi = reader.lo >> 31
      return
    case 'sint64': {
      const sign = -(reader.lo & 1)
      reader.lo = ((reader.lo >>> 1) | (reader.hi << 31)) ^ sign
      reader.hi = (reader.hi >>> 1) ^ sign
      return
    }
    case 'float': {
      const view = new DataView(new ArrayBuffer(8))
      view.setInt32(0, reader.lo, true)
      view.setFloat64(0, view.getFloat32(0, true), true)
      reader.lo = view.getInt32(0, true)
      reader.hi = view.getInt32(4, true)
      return
    }
  }
}

/** Microseconds; undefined for what google.protobuf.Timestamp does not allow. Exact: 2^53 µs reach the year 2255. */
export const readTime = (reader: WireReader, from: number, end: number): number | undefined => {
  let seconds = 0
  let nanos = 0
  reader.at = from
  while (reader.at < end) {
    reader.varint(end)
    const tag = reader.lo >>> 0
    if (tag !== 8 && tag !== 16) {
      if (tag < 8) throw new WireError('a field has no number')
      reader.skip(tag & 7, end)
      continue
    }
    reader.varint(end)
    if (tag === 8) seconds = reader.hi * TWO_32 + (reader.lo >>> 0)
    else nanos = reader.lo
  }
  const isTime = seconds >= SECONDS_MIN && seconds <= SECONDS_MAX && nanos >= 0 && nanos < 1e9
  const micros = seconds * 1_000_000 + Math.floor(nanos / 1_000)
  return isTime && Number.isSafeInteger(micros) ? micros : undefined
}

export const isText = (bytes: Uint8Array, from: number, to: number): boolean => {
  for (let at = from; at < to; at++) if (bytes[at]! >= 0x80) return isUtf8(bytes.subarray(from, to))
  return true
}
