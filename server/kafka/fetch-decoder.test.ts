import { createRequire } from 'node:module'
import { gunzipSync, gzipSync } from 'node:zlib'
import { crc32c } from '@node-rs/crc32'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeRecordBatches, replaceFetchDecoder } from './fetch-decoder.ts'
import type { FetchedRecord } from './fetched-record.ts'
import { headerText, originHeaders, originOf } from './headers.ts'
import { encodeRecordBatch } from './record-batch.ts'
import type { OutRecord } from './sender.ts'

const require = createRequire(import.meta.url)
const KafkaDecoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => object
const ORIGINAL = 'kafkajs/src/protocol/recordBatch/v0/decoder'

type Theirs = {
  offset: string
  timestamp: string
  key: Buffer | null
  value: Buffer | null
  headers: Record<string, Buffer>
}
/** kafkajs' own decoder of one batch. */
const theirs = async (batch: Buffer): Promise<Theirs[]> => {
  const decode = require(ORIGINAL) as (decoder: object) => Promise<{ records: Theirs[] }>
  return (await decode(new KafkaDecoder(batch))).records
}

const gzip = { decompress: async (bytes: Buffer) => gunzipSync(bytes) }
const codecOf = (attributes: number) => ((attributes & 7) === 1 ? gzip : null)
const decode = (set: Buffer) => decodeRecordBatches(set, codecOf)

const seal = (batch: Buffer): Buffer => {
  batch.writeInt32BE(batch.length - 12, 8)
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17)
  return batch
}
/** As a broker stores it: with its offset. */
const stored = (records: readonly OutRecord[], baseOffset: number): Buffer => {
  const batch = encodeRecordBatch(records, 1_764_000_000_000)
  batch.writeBigInt64BE(BigInt(baseOffset), 0) // in front of what the checksum covers
  return batch
}
const compressed = (batch: Buffer): Buffer => {
  const packed = Buffer.concat([batch.subarray(0, 61), gzipSync(batch.subarray(61))])
  packed.writeInt16BE(batch.readInt16BE(21) | 1, 21)
  return seal(packed)
}

/** kafkajs mistakes `valueOf` and the like for headers that came twice; ours does not. */
const headerName = fc.string({ minLength: 1, unit: 'grapheme' }).filter((name) => !(name in {}))
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
const record: fc.Arbitrary<OutRecord> = fc.record({
  partition: fc.constant(0),
  key: fc.option(bytes),
  value: bytes,
  headers: fc.dictionary(headerName, bytes, { maxKeys: 6 }),
  timestampMs: fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 }),
})
const batches = fc.array(
  fc.tuple(fc.array(record, { minLength: 1, maxLength: 12 }), fc.boolean(), fc.integer({ min: 0, max: 2 ** 52 })),
  { minLength: 1, maxLength: 4 },
)

const plain = ({ offset, timestampMs, key, value, headers }: FetchedRecord) => ({
  offset,
  timestampMs,
  key: key && Buffer.from(key),
  value: value && Buffer.from(value),
  headers: { ...headers },
})

describe('what a fetch brought', () => {
  it('is read as kafkajs reads it, compressed or not', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (made) => {
        const stores = made.map(([records, pack, base]) => {
          const batch = stored(records, base)
          return { batch, wire: pack ? compressed(batch) : batch }
        })
        const ours = await decode(Buffer.concat(stores.map(({ wire }) => wire)))
        const expected = (await Promise.all(stores.map(({ batch }) => theirs(batch)))).flat()
        expect(ours.map(plain)).toEqual(
          expected.map(({ offset, timestamp, key, value, headers }) => ({
            offset: Number(offset),
            timestampMs: Number(timestamp),
            key,
            value,
            headers,
          })),
        )
      }),
      { numRuns: 100 },
    )
  })

  it('ends before a batch that the fetch cut off', async () => {
    const [first, second] = [
      stored([{ partition: 0, key: null, value: Buffer.from('a') }], 7),
      stored([{ partition: 0, key: null, value: Buffer.from('b') }], 8),
    ]
    for (let cut = 1; cut < second.length; cut++) {
      const read = await decode(Buffer.concat([first, second.subarray(0, cut)]))
      expect(read.map(({ offset }) => offset)).toEqual([7])
    }
  })

  it('is refused when a single bit of what the checksum covers is another', async () => {
    const batch = stored([{ partition: 0, key: Buffer.from('42'), value: Buffer.from('minutes') }], 3)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 21 * 8, max: batch.length * 8 - 1 }), async (bit) => {
        const damaged = Buffer.from(batch)
        damaged[bit >> 3]! ^= 1 << (bit & 7)
        await expect(decode(damaged)).rejects.toThrow('does not match its checksum')
      }),
    )
  })

  it('carries times of the broker, control records and transactions', async () => {
    const batch = stored([{ partition: 0, key: Buffer.from([0, 0, 0, 0]), value: Buffer.from('x'), timestampMs: 5 }], 1)
    batch.writeInt16BE(0x8 | 0x10 | 0x20, 21)
    batch.writeBigInt64BE(99n, 35)
    batch.writeBigInt64BE(1234567890123456789n, 43)
    const [read] = await decode(seal(batch))
    expect(read).toMatchObject({ timestampMs: 99, isControlRecord: true })
    expect(read?.batchContext).toMatchObject({
      producerId: '1234567890123456789',
      inTransaction: true,
      isControl: true,
    })
  })

  it('gives the origin without making the headers, the first of a name that came twice', async () => {
    const origin = {
      site: 'iad',
      topic: 'usage.actions',
      partition: 5,
      offset: 9_007_199_254,
      timestampMs: 1_764_000_000_123,
    }
    const headers = { other: 'x', ...originHeaders(origin), constructor: 'y' }
    const [read] = await decode(stored([{ partition: 0, key: null, value: Buffer.from('v'), headers }], 0))
    expect(originOf(read!)).toEqual(origin)
    expect(headerText(read!, 'constructor')).toBe('y')
    for (const name of Object.keys(originHeaders(origin))) {
      const { [name]: _, ...without } = originHeaders(origin)
      for (const headers of [
        without,
        { ...without, [name]: '' },
        ...(/site|topic/.test(name) ? [] : [{ ...without, [name]: '-1' }]),
      ]) {
        const [lacking] = await decode(stored([{ partition: 0, key: null, value: Buffer.from('v'), headers }], 0))
        expect(originOf(lacking!)).toBeUndefined()
      }
    }
  })

  it('is in the place of kafkajs’ decoder, in the newest version of fetch that it speaks', () => {
    replaceFetchDecoder()
    const versions = require('kafkajs/src/protocol/requests/fetch') as {
      versions: string[]
      protocol(of: { version: number }): (request: object) => { response: { isOurs?: boolean } }
    }
    expect(versions.versions.map(Number).sort((a, b) => b - a)[0]).toBe(11)
    expect(versions.protocol({ version: 11 })({}).response.isOurs).toBe(true)
  })
})
