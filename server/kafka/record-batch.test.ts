import { createRequire } from 'node:module'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodeRecordBatch } from './record-batch.ts'
import type { OutRecord } from './sender.ts'

type Read = { offset: string; timestamp: string; key: Buffer | null; value: Buffer; headers: Record<string, Buffer> }
const require = createRequire(import.meta.url)
const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => object
const decodeBatch = require('kafkajs/src/protocol/recordBatch/v0/decoder') as (
  decoder: object,
) => Promise<{ maxTimestamp: string; records: Read[] }>

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((b) => Buffer.from(b))
// kafkajs reads headers into a plain object: names that every object has come back together with its functions.
const headerName = fc.string({ minLength: 1, maxLength: 12 }).filter((name) => !(name in {}))
const record: fc.Arbitrary<OutRecord> = fc.record({
  partition: fc.constant(0),
  key: fc.option(bytes(20)),
  value: bytes(300),
  headers: fc.option(fc.dictionary(headerName, fc.oneof(fc.string({ unit: 'grapheme' }), bytes(30))), {
    nil: undefined,
  }),
  timestampMs: fc.option(fc.integer({ min: 0, max: 253_402_300_799_999 }), { nil: undefined }),
})

const NOW = 1_700_000_000_000

// The broker checks the checksum: batch-sender's integration test sends what this encodes.
it('is what kafkajs reads back, for any records', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 150 }), async (records) => {
      const { records: read, maxTimestamp } = await decodeBatch(new Decoder(encodeRecordBatch(records, NOW)))
      const times = records.map(({ timestampMs = NOW }) => timestampMs)
      expect(read.map(({ offset, timestamp }) => [offset, timestamp])).toEqual(times.map((ms, i) => [`${i}`, `${ms}`]))
      expect(maxTimestamp).toBe(`${Math.max(...times)}`)
      for (const [i, { key, value, headers = {} }] of records.entries()) {
        expect(read[i]!.key).toEqual(key)
        expect(read[i]!.value).toEqual(value)
        const sent = Object.entries(headers).map(([name, v]) => [name, Buffer.from(v)])
        expect(Object.entries(read[i]!.headers)).toEqual(expect.arrayContaining(sent))
      }
    }),
  )
})
