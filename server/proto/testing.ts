/** Bytes that tests of codecs and readers share. */
import fc from 'fast-check'
import protobuf from 'protobufjs/minimal.js'
import { EXAMPLES } from '../../domain/testing.ts'
import * as codec from './codec.ts'

export const bytesOf = (writer: protobuf.Writer) => writer.finish() as Buffer

/** Any bytes, some close to real messages: cut, flipped, joined. */
export const junk = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.tuple(fc.constantFrom(...EXAMPLES), fc.nat(200), fc.nat(255), fc.nat(200)).map(([event, at, value, cut]) => {
    const bytes = Buffer.from(codec.encodeUsage(event.topic, event))
    bytes[at % bytes.length] = value
    return bytes.subarray(0, bytes.length - (cut % 3 === 0 ? cut % bytes.length : 0))
  }),
)

/** Fields that a LineItem does not have, of any wire type, also those of the tails. */
export const unknownFields = fc
  .array(
    fc.record({
      field: fc.oneof(fc.integer({ min: 100, max: 107 }), fc.integer({ min: 13, max: 5000 })),
      type: fc.constantFrom(0, 1, 2, 3, 5),
      value: fc.nat(2 ** 31 - 1),
    }),
    { maxLength: 6 },
  )
  .map((fields) => {
    const writer = protobuf.Writer.create()
    for (const { field, type, value } of fields) {
      writer.uint32(((field << 3) | type) >>> 0)
      if (type === 0) writer.uint32(value)
      if (type === 1) writer.fixed64(value)
      if (type === 2) writer.string(`stale ${value}`)
      if (type === 3)
        writer
          .uint32((1 << 3) | 0)
          .uint32(value)
          .uint32(((field << 3) | 4) >>> 0)
      if (type === 5) writer.fixed32(value)
    }
    return writer.finish() as Buffer
  })
