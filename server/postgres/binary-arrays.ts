/**
 * Parameters of bulk statements as binary arrays. pg sends a Buffer in binary format, which costs a third of text on our
 * side and a quarter less in the backend (docs/performance.md). Each function gives one column of `count` values.
 */

const OID = { uuid: 2950, int8: 20, int2: 21, int4: 23, timestamptz: 1184 } as const
const WIDTH = { uuid: 16, int8: 8, int2: 2, int4: 4, timestamptz: 8 } as const
type Type = keyof typeof OID

/** Postgres counts microseconds from here. */
export const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1)
const HEAD_BYTES = 20

/** A DataView, because V8 makes its writes single instructions; a Buffer's check and write byte by byte. */
type Column = { readonly bytes: Buffer; readonly view: DataView }

const column = (type: Type, count: number): Column => {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + count * (4 + WIDTH[type]))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  view.setInt32(0, count === 0 ? 0 : 1) // dimensions
  view.setInt32(4, 0) // no nulls
  view.setInt32(8, OID[type])
  view.setInt32(12, count)
  view.setInt32(16, 1) // lower bound
  return { bytes, view }
}

const finished = ({ bytes }: Column, count: number): Buffer => (count === 0 ? bytes.subarray(0, 12) : bytes)

/**
 * 64-bit from a safe integer: two halves, no BigInt. `setInt32` keeps the low 32 bits of numbers beyond 2^31, also of
 * negative ones: that is what two's complement needs.
 */
export const setInt64 = (view: DataView, at: number, value: number): void => {
  view.setInt32(at, Math.floor(value / 0x1_0000_0000))
  view.setInt32(at + 4, value)
}

/** `of` gives a buffer whose first 16 bytes are the id. */
export const uuids = (count: number, of: (index: number) => Buffer): Buffer => {
  const made = column('uuid', count)
  for (let index = 0, at = HEAD_BYTES; index < count; index++, at += 20) {
    made.view.setInt32(at, 16)
    const id = of(index)
    for (let i = 0; i < 16; i++) made.bytes[at + 4 + i] = id[i]!
  }
  return finished(made, count)
}

export const int8s = (count: number, of: (index: number) => number): Buffer => {
  const made = column('int8', count)
  for (let index = 0, at = HEAD_BYTES; index < count; index++, at += 12) {
    made.view.setInt32(at, 8)
    setInt64(made.view, at + 4, of(index))
  }
  return finished(made, count)
}

export const int4s = (count: number, of: (index: number) => number): Buffer => {
  const made = column('int4', count)
  for (let index = 0, at = HEAD_BYTES; index < count; index++, at += 8) {
    made.view.setInt32(at, 4)
    made.view.setInt32(at + 4, inRange(of(index), 0x7fff_ffff))
  }
  return finished(made, count)
}

export const int2s = (count: number, of: (index: number) => number): Buffer => {
  const made = column('int2', count)
  for (let index = 0, at = HEAD_BYTES; index < count; index++, at += 6) {
    made.view.setInt32(at, 2)
    made.view.setInt16(at + 4, inRange(of(index), 0x7fff))
  }
  return finished(made, count)
}

/** `of` gives Unix milliseconds. */
export const timestamps = (count: number, of: (index: number) => number): Buffer => {
  const made = column('timestamptz', count)
  for (let index = 0, at = HEAD_BYTES; index < count; index++, at += 12) {
    made.view.setInt32(at, 8)
    setInt64(made.view, at + 4, (of(index) - POSTGRES_EPOCH_MS) * 1_000)
  }
  return finished(made, count)
}

/** A DataView would cut what is too large without a word. */
export const inRange = (value: number, most: number): number => {
  if (value > most || value < -most - 1) throw new RangeError(`${value} does not fit into a column of ${most} at most`)
  return value
}
