/**
 * Reads protobuf by hand, for the messages of the hot path: the generated code deletes each field that is written as
 * zero, which makes its objects slow, and makes a text of what nobody asks for. One message at a time: nothing between
 * `begin` and its last field may wait. The tests hold the readers against the generated code, with unknown fields, wrong
 * wire types and any bytes.
 */
import { Poison } from '../../domain/poison.ts'
import { interner } from './interned.ts'

const NO_BYTES: Buffer = Buffer.alloc(0)
let buffer: Buffer = NO_BYTES
let at = 0
let what = ''

/** `name` of the message is what a person reads when it does not decode. @throws Poison null_value */
export const begin = (value: Buffer | null, name: string): void => {
  if (value === null) throw new Poison('null_value', `the record has no value, where a ${name} is needed`)
  buffer = value
  at = 0
  what = name
}

export const fail = (why: string): never => {
  throw new Poison('undecodable', `the value is no ${what}: ${why}`)
}

/** Whether bytes of the message, or of the one in it that ends at `end`, are left. */
export const isBefore = (end: number): boolean => at < end
export const messageEnd = (): number => buffer.length

const byte = (): number => {
  const value = buffer[at++]
  return value === undefined ? fail('it ends in the middle of a field') : value
}

/** A varint as a signed 64-bit integer; numbers beyond 2^53 come out rounded, and are refused by their checks. */
export const varint = (): number => {
  const first = byte()
  if (first < 128) return first
  let value = first & 127
  let scale = 128
  // Seven bytes hold less than 2^49.
  for (let i = 1; i < 7; i++) {
    const next = byte()
    value += (next & 127) * scale
    if (next < 128) return value
    scale *= 128
  }
  let large = BigInt(value)
  for (let shift = 49n; shift < 70n; shift += 7n) {
    const next = byte()
    large |= BigInt(next & 127) << shift
    if (next < 128) return Number(BigInt.asIntN(64, large))
  }
  return fail('an integer has more than ten bytes')
}

/** An int32 or an enum: the low 32 bits of a varint of any length, as protobuf has it. */
export const int32 = (): number => {
  let value = 0
  for (let shift = 0; shift < 70; shift += 7) {
    const next = byte()
    if (shift < 32) value |= (next & 127) << shift
    if (next < 128) return value
  }
  return fail('an integer has more than ten bytes')
}

/** Field number and wire type. */
export const tag = (): number => tagOf(varint())
const tagOf = (value: number): number =>
  value >= 0 && value <= 0xffffffff ? value : fail('a field number is out of range')

/** Start of a length-delimited field; reading goes on behind it. */
const delimited = (): number => {
  const length = varint()
  const start = at
  if (length < 0 || length > buffer.length - start) fail('it ends in the middle of a field')
  at = start + length
  return start
}

/** Goes into a message in the message; gives its end. */
export const enter = (): number => {
  const start = delimited()
  const end = at
  at = start
  return end
}
/** What a message in a message has read must be what it announced. */
export const leave = (end: number): void => {
  if (at !== end) fail('a message in it ends in the middle of a field')
}

/** A slice of the message's own bytes. */
export const bytes = (): Buffer => {
  const start = delimited()
  return buffer.subarray(start, at)
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const isAscii = (start: number): boolean => {
  for (let i = start; i < at; i++) if (buffer[i]! > 127) return false
  return true
}
const decoded = (start: number): string => {
  try {
    return UTF8.decode(buffer.subarray(start, at))
  } catch {
    return fail('a text is not UTF-8')
  }
}

export const text = (): string => {
  const start = delimited()
  return isAscii(start) ? buffer.toString('latin1', start, at) : decoded(start)
}

/** Nobody reads it, but it must be a text: what breaks the schema is not billed. */
export const passText = (): void => {
  const start = delimited()
  if (!isAscii(start)) decoded(start)
}

const texts = interner()
/** SKUs and units are few and come in every record. */
export const knownText = (): string => {
  const start = delimited()
  const known = texts.known(buffer, start, at)
  if (known !== undefined) return known
  const value = isAscii(start) ? buffer.toString('latin1', start, at) : decoded(start)
  texts.remember(buffer, start, at, value)
  return value
}

/** protobuf's own limit for nested messages. */
const GROUP_DEPTH_MAX = 100

/** Passes over a field that the reader does not know, or whose wire type is not the one it knows. */
export const skip = (of: number, depth = 0): void => {
  if (of >>> 3 === 0) fail('a field has the number 0')
  switch (of & 7) {
    case 0:
      varint()
      return
    case 1:
      at += 8
      break
    case 2:
      delimited()
      return
    case 3:
      if (depth > GROUP_DEPTH_MAX) fail('its groups are nested too deep')
      for (;;) {
        const inner = tag()
        if ((inner & 7) === 4) {
          if (inner >>> 3 !== of >>> 3) fail('a group ends as another')
          return
        }
        skip(inner, depth + 1)
      }
    case 5:
      at += 4
      break
    default:
      fail('a field has an unknown wire type')
  }
  if (at > buffer.length) fail('it ends in the middle of a field')
}
