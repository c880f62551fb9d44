/**
 * Identity (R13). A line item's id is a UUIDv8: bytes 0–5 the milliseconds of occurred_at, bytes 6–15 the first 10 bytes
 * of SHA-256 over the event id's 16 bytes, then version 8 and variant. The same event gives the same id at every site
 * and on every replay; ids sort by time, so that tables are partitioned by id.
 */
import { sha256Of16 } from './sha256-block.ts'

/** Value of a hexadecimal digit by its character code; 255 for other characters. */
const HEX_VALUE = new Uint8Array(256).fill(255)
for (let value = 0; value < 16; value++) {
  HEX_VALUE[value.toString(16).charCodeAt(0)] = value
  HEX_VALUE[value.toString(16).toUpperCase().charCodeAt(0)] = value
}
/** Where each byte's two digits stand in 8-4-4-4-12. */
const DIGIT_AT = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34] as const
const DASH = 45

/** The 16 bytes of a UUID in the form 8-4-4-4-12, any case; undefined for any other text. */
export const uuidBytes = (text: string): Buffer | undefined => {
  if (
    text.length !== 36 ||
    text.charCodeAt(8) !== DASH ||
    text.charCodeAt(13) !== DASH ||
    text.charCodeAt(18) !== DASH ||
    text.charCodeAt(23) !== DASH
  ) {
    return undefined
  }
  const bytes = Buffer.allocUnsafe(16)
  for (let i = 0; i < 16; i++) {
    const at = DIGIT_AT[i]!
    const first = text.charCodeAt(at)
    const second = text.charCodeAt(at + 1)
    if (first > 255 || second > 255) return undefined
    const high = HEX_VALUE[first]!
    const low = HEX_VALUE[second]!
    if ((high | low) > 15) return undefined
    bytes[i] = (high << 4) | low
  }
  return bytes
}

/** The text of 16 bytes, which begin at `at`. Native `hexSlice` and four cuts beat a table of byte texts. */
export const uuidText = (bytes: Buffer, at = 0): string => {
  const hex = bytes.toString('hex', at, at + 16)
  if (hex.length !== 32) throw new RangeError(`a UUID needs 16 bytes at ${at} of ${bytes.length}`)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** 2^48 milliseconds: the year 10889. */
const TIME_LIMIT_MS = 2 ** 48

const writeTime = (bytes: Buffer, ms: number): void => {
  if (!Number.isInteger(ms) || ms < 0 || ms >= TIME_LIMIT_MS) throw new RangeError(`${ms} ms do not fit into an id`)
  const high = Math.floor(ms / 2 ** 32)
  const low = ms >>> 0
  bytes[0] = high >>> 8
  bytes[1] = high
  bytes[2] = low >>> 24
  bytes[3] = low >>> 16
  bytes[4] = low >>> 8
  bytes[5] = low
}

/** The id of the line item of an event. @throws RangeError unless the time is in 0 … 2^48 − 1 */
export const lineItemId = (eventId: Buffer, occurredAtMs: number): Buffer => {
  const id = Buffer.allocUnsafe(16)
  writeTime(id, occurredAtMs)
  sha256Of16(eventId, id, 6, 10)
  id[6] = (id[6]! & 0x0f) | 0x80
  id[8] = (id[8]! & 0x3f) | 0x80
  return id
}

/** The least UUID of a time, as text: a literal bound of a partition (R14), `>= lowestIdAt(a) and < lowestIdAt(b)`. */
export const lowestIdAt = (ms: number): string => {
  const bytes = Buffer.alloc(16)
  writeTime(bytes, ms)
  return uuidText(bytes)
}

/** Milliseconds in the first 6 bytes of an id, which begins at `at`. */
export const timeOfId = (id: Buffer, at = 0): number => id.readUInt16BE(at) * 2 ** 32 + id.readUInt32BE(at + 2)
