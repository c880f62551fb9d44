import { Poison, type PoisonClass } from '../../domain/poison.ts'
import './setup.ts'

type Decoder<M> = { decode(bytes: Uint8Array): M; readonly name?: string }

/**
 * Decodes one message. protobufjs throws Errors, RangeErrors and, for text that is not UTF-8, TypeErrors, which a stream
 * would take for a crash: all of them mean that the bytes are not this message.
 * @throws Poison undecodable, null_value
 */
export const decodeMessage = <M>(decoder: Decoder<M>, what: string, bytes: Buffer | null): M => {
  if (bytes === null) throw new Poison('null_value', `the record has no value, where a ${what} is needed`)
  try {
    return decoder.decode(bytes)
  } catch (error) {
    throw new Poison(
      'undecodable',
      `the value is no ${what}: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** A 64-bit integer that a number holds exactly. @throws Poison of the given class */
export const exactly = (value: number, errorClass: PoisonClass, field: string): number => {
  if (Number.isSafeInteger(value)) return value
  throw new Poison(errorClass, `${field} is ${value}, beyond the 2^53 that can be counted exactly`)
}

/** A byte field as a Buffer over the same memory: nothing is copied. */
export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** A google.protobuf.Timestamp as Unix milliseconds, floored. @throws Poison bad_time */
export const unixMilliseconds = (seconds: number, nanos: number, field: string): number => {
  // 10^12 s is the year 33,658: the product stays exact, and `normalise` refuses what is far less.
  if (!(Math.abs(seconds) < 1e12) || nanos < 0 || nanos > 999_999_999) {
    throw new Poison('bad_time', `${field} has ${seconds} seconds and ${nanos} nanos, which is no time`)
  }
  return seconds * 1000 + Math.floor(nanos / 1_000_000)
}
