/**
 * Kafka's "flexible" encoding (KIP-482), which kafkajs does not speak: without it there are no bulk requests for many
 * groups, and groups of the new protocol look dead. Little and only what server/lag/wire/ needs.
 */
import { createRequire } from 'node:module'
import type { Broker } from '../../kafka/client.ts'

type Encoder = { writeBufferInternal(bytes: Buffer): void }
// kafkajs asks for an encoder of its own; its version is pinned.
const require = createRequire(import.meta.url)
const KafkaEncoder = require('kafkajs/src/protocol/encoder') as new () => Encoder

export class Writer {
  private bytes = Buffer.allocUnsafe(1024)
  private at = 0

  private room(length: number): number {
    if (this.at + length > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.at + length))
      this.bytes.copy(larger, 0, 0, this.at)
      this.bytes = larger
    }
    const at = this.at
    this.at += length
    return at
  }
  int8(n: number): this {
    const at = this.room(1)
    this.bytes.writeInt8(n, at)
    return this
  }
  int16(n: number): this {
    const at = this.room(2)
    this.bytes.writeInt16BE(n, at)
    return this
  }
  int32(n: number): this {
    const at = this.room(4)
    this.bytes.writeInt32BE(n, at)
    return this
  }
  int64(n: number): this {
    const at = this.room(8)
    this.bytes.writeBigInt64BE(BigInt(n), at)
    return this
  }
  bool(is: boolean): this {
    return this.int8(is ? 1 : 0)
  }
  varint(n: number): this {
    let rest = n
    while (rest > 0x7f) {
      this.int8((rest & 0x7f) - 0x80)
      rest >>>= 7
    }
    return this.int8(rest)
  }
  text(text: string): this {
    const bytes = Buffer.from(text)
    this.varint(bytes.length + 1)
    const at = this.room(bytes.length)
    bytes.copy(this.bytes, at)
    return this
  }
  /** The encoding from before KIP-482: a length of two bytes. */
  oldText(text: string): this {
    const bytes = Buffer.from(text)
    this.int16(bytes.length)
    const at = this.room(bytes.length)
    bytes.copy(this.bytes, at)
    return this
  }
  /** null is "all". */
  list<T>(items: readonly T[] | null, write: (item: T) => void): this {
    this.varint(items === null ? 0 : items.length + 1)
    for (const item of items ?? []) write(item)
    return this
  }
  /** Tagged fields: none. */
  end(): this {
    return this.varint(0)
  }
  take(): Buffer {
    return this.bytes.subarray(0, this.at)
  }
}

export class Reader {
  at = 0
  constructor(readonly bytes: Buffer) {}
  int8(): number {
    return this.bytes.readInt8(this.at++)
  }
  int16(): number {
    this.at += 2
    return this.bytes.readInt16BE(this.at - 2)
  }
  int32(): number {
    this.at += 4
    return this.bytes.readInt32BE(this.at - 4)
  }
  /** Offsets and times: exact to 2^53, as everywhere in server/kafka. */
  int64(): number {
    this.at += 8
    return this.bytes.readInt32BE(this.at - 8) * 4_294_967_296 + this.bytes.readUInt32BE(this.at - 4)
  }
  varint(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes.readUInt8(this.at++)
      value |= (byte & 0x7f) << shift
      if ((byte & 0x80) === 0) return value >>> 0
    }
  }
  /** Zigzag, as records use it, up to 64 bits. */
  signedVarint(): number {
    let value = 0
    let factor = 1
    for (;;) {
      const byte = this.bytes.readUInt8(this.at++)
      value += (byte & 0x7f) * factor
      if ((byte & 0x80) === 0) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
      factor *= 128
    }
  }
  raw(length: number): Buffer {
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }
  /** null reads as empty: no name here is ever empty and different from null. */
  text(): string {
    const length = this.varint()
    return length <= 1 ? '' : this.raw(length - 1).toString()
  }
  oldText(): string {
    const length = this.int16()
    return length <= 0 ? '' : this.raw(length).toString()
  }
  compactBytes(): Buffer {
    const length = this.varint()
    return length <= 1 ? Buffer.alloc(0) : this.raw(length - 1)
  }
  list<T>(read: () => T): T[] {
    const length = this.varint() - 1
    const items: T[] = []
    for (let i = 0; i < length; i++) items.push(read())
    return items
  }
  oldList<T>(read: () => T): T[] {
    const length = this.int32()
    const items: T[] = []
    for (let i = 0; i < length; i++) items.push(read())
    return items
  }
  end(): void {
    for (let left = this.varint(); left > 0; left--) {
      this.varint()
      const length = this.varint()
      this.at += length
    }
  }
}

export type Api = { readonly key: number; readonly name: string; readonly version: number; readonly flexible: boolean }

/** The version to speak: ours, or the broker's where it is older; undefined where the broker does not know the request. */
export const versionFor = (broker: Broker, key: number, least: number, ours: number): number | undefined => {
  const there = broker.versions?.[key]
  if (!there || there.maxVersion < least || there.minVersion > ours) return undefined
  return Math.min(ours, there.maxVersion)
}

export const ask = async <T>(
  broker: Broker,
  api: Api,
  write: (writer: Writer) => void,
  read: (reader: Reader) => T,
): Promise<T> => {
  const request = {
    apiKey: api.key,
    apiVersion: api.version,
    apiName: api.name,
    encode: async () => {
      const writer = new Writer()
      // A flexible request has a header with tagged fields, which come right before the body: kafkajs writes the rest.
      if (api.flexible) writer.end()
      write(writer)
      const encoder = new KafkaEncoder()
      encoder.writeBufferInternal(writer.take()) // returns nothing
      return encoder
    },
  }
  const response = {
    decode: async (payload: Buffer) => payload,
    parse: async (payload: Buffer) => {
      const reader = new Reader(payload)
      if (api.flexible) reader.end()
      return read(reader)
    },
  }
  return (await broker.connectionPool.send({ request, response })) as T
}
