/**
 * Reads LineItem and its tails by hand: three of the five processors decode one for every event. The generated code
 * deletes each field that is written as zero, and the tails write zeros (R12), which made it ten times slower there.
 * The tests hold it against the generated code, with unknown fields, wrong wire types and any bytes.
 */
import { Poison } from '../../domain/poison.ts'

const NO_BYTES: Buffer = Buffer.alloc(0)

const empty = () => ({
  lineItemId: NO_BYTES,
  eventId: NO_BYTES,
  accountId: 0,
  sku: '',
  unitOfMeasure: '',
  units: 0,
  nanos: 0,
  startedAtMs: 0,
  endedAtMs: 0,
  repositoryName: '',
  repositoryVisibility: 0,
  runner: 0,
  claimTopic: 0,
  claimPartition: 0,
  claimOffset: 0,
  attempt: 0,
  zuoraAccountNumber: '',
  zuoraSubscriptionNumber: '',
  reason: '',
  accountVersion: 0,
})
export type LineItemFields = Readonly<ReturnType<typeof empty>>

const fail = (what: string): never => {
  throw new Poison('undecodable', `the value is no LineItem: ${what}`)
}

let buffer: Buffer = NO_BYTES
let at = 0

const byte = (): number => {
  const value = buffer[at++]
  return value === undefined ? fail('it ends in the middle of a field') : value
}

/** A varint as a signed 64-bit integer; numbers beyond 2^53 come out rounded, and are refused by their checks. */
const varint = (): number => {
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

/** Start of a length-delimited field; `at` is moved behind it. */
const delimited = (): number => {
  const length = varint()
  const start = at
  if (length < 0 || length > buffer.length - start) fail('it ends in the middle of a field')
  at = start + length
  return start
}

const bytes = (): Buffer => {
  const start = delimited()
  return buffer.subarray(start, at)
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const text = (): string => {
  const start = delimited()
  for (let i = start; i < at; i++) {
    if (buffer[i]! > 127) {
      try {
        return UTF8.decode(buffer.subarray(start, at))
      } catch {
        return fail('a text is not UTF-8')
      }
    }
  }
  return buffer.toString('latin1', start, at)
}

/** SKUs and units are few and come in every record: the same bytes give the same string, without making it again. */
const INTERNED_SLOTS = 256
const INTERNED_BYTES_MAX = 64
const internedBytes: Buffer[] = Array.from({ length: INTERNED_SLOTS }, () => NO_BYTES)
const internedTexts: string[] = Array.from({ length: INTERNED_SLOTS }, () => '')

const internedText = (): string => {
  const lengthAt = at
  const start = delimited()
  const length = at - start
  if (length === 0 || length > INTERNED_BYTES_MAX) {
    at = lengthAt
    return text()
  }
  let hash = length
  for (let i = start; i < at; i++) hash = (Math.imul(hash, 31) + buffer[i]!) | 0
  const slot = hash & (INTERNED_SLOTS - 1)
  const known = internedBytes[slot]!
  if (known.length === length) {
    let i = 0
    while (i < length && known[i] === buffer[start + i]) i++
    if (i === length) return internedTexts[slot]!
  }
  at = lengthAt
  const value = text()
  internedBytes[slot] = Buffer.from(buffer.subarray(start, at))
  internedTexts[slot] = value
  return value
}

/** protobuf's own limit for nested messages. */
const GROUP_DEPTH_MAX = 100

const skip = (tag: number, depth: number): void => {
  if (tag >>> 3 === 0) fail('a field has the number 0')
  switch (tag & 7) {
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
        const inner = tagOf(varint())
        if ((inner & 7) === 4) {
          if (inner >>> 3 !== tag >>> 3) fail('a group ends as another')
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

const tagOf = (value: number): number =>
  value >= 0 && value <= 0xffffffff ? value : fail('a field number is out of range')

/**
 * The fields of a LineItem, SubmittableLineItem or RejectedLineItem, of which the last value of each counts. Its
 * byte fields are slices of `value`.
 * @throws Poison undecodable, null_value
 */
export const readLineItemFields = (value: Buffer | null): LineItemFields => {
  if (value === null) throw new Poison('null_value', 'the record has no value, where a LineItem is needed')
  buffer = value
  at = 0
  const m = empty()
  while (at < value.length) {
    const tag = tagOf(varint())
    switch (tag) {
      case 0x0a:
        m.lineItemId = bytes()
        break
      case 0x12:
        m.eventId = bytes()
        break
      case 0x18:
        m.accountId = varint()
        break
      case 0x22:
        m.sku = internedText()
        break
      case 0x2a:
        m.unitOfMeasure = internedText()
        break
      case 0x30:
        m.units = varint()
        break
      case 0x38:
        m.nanos = varint()
        break
      case 0x40:
        m.startedAtMs = varint()
        break
      case 0x48:
        m.endedAtMs = varint()
        break
      case 0x52:
        m.repositoryName = text()
        break
      case 0x58:
        m.repositoryVisibility = varint()
        break
      case 0x60:
        m.runner = varint()
        break
      case 800:
        m.claimTopic = varint()
        break
      case 808:
        m.claimPartition = varint()
        break
      case 816:
        m.claimOffset = varint()
        break
      case 824:
        m.attempt = varint()
        break
      case 834:
        m.zuoraAccountNumber = text()
        break
      case 842:
        m.zuoraSubscriptionNumber = text()
        break
      case 850:
        m.reason = text()
        break
      case 856:
        m.accountVersion = varint()
        break
      default:
        skip(tag, 0)
    }
  }
  return m
}
