/** A record that is copied from its fetch gives the same bytes as the same record read part by part. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FetchedRecord } from '../kafka/fetched-record.ts'
import type { LogRecord } from '../kafka/log-reader.ts'
import { BlockPool, RecordBuffer } from './record-buffer.ts'

type Header = { readonly name: string; readonly value: Uint8Array | null }
type Made = { readonly key: Uint8Array | null; readonly value: Uint8Array | null; readonly headers: readonly Header[] }

const CONTEXT = { producerId: '-1', inTransaction: false, isControl: false, isAborted: false }

const varint = (value: number): Buffer => {
  const bytes: number[] = []
  let rest = value < 0 ? -2 * value - 1 : 2 * value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return Buffer.from([...bytes, rest])
}

/** As a record lies in a fetch, something else in front of it and behind. */
const fetched = ({ key, value, headers }: Made, offset: number): FetchedRecord => {
  const section = headers.flatMap((header) => [
    varint(Buffer.byteLength(header.name)),
    Buffer.from(header.name),
    varint(header.value?.length ?? -1),
    header.value ?? Buffer.alloc(0),
  ])
  const [k, v] = [key ?? Buffer.alloc(0), value ?? Buffer.alloc(0)]
  const bytes = Buffer.concat([Buffer.from('before'), k, v, varint(headers.length), ...section, Buffer.from('behind')])
  const [keyAt, valueAt] = [6, 6 + k.length]
  const lengths = [key?.length ?? -1, value?.length ?? -1] as const
  return new FetchedRecord(bytes, CONTEXT, offset, offset, keyAt, lengths[0], valueAt, lengths[1], valueAt + v.length)
}

const apart = ({ offset, timestampMs, key, value, headers }: LogRecord): LogRecord => ({
  ...{ offset, timestampMs, key, value, headers },
})
const digestOf = (records: readonly LogRecord[], pool?: BlockPool): string => {
  const buffer = new RecordBuffer(pool)
  for (const record of records) buffer.add(record)
  const digest = `${buffer.rows} ${JSON.stringify(buffer.shapes)} ${buffer.rowsSha256().toString('hex')}`
  buffer.release()
  return digest
}

describe('records of a fetch', () => {
  const bytes = fc.option(fc.uint8Array({ maxLength: 80 }))
  // Few names, in few lists: shapes that come again, and names that come twice, look like numbers or are every object's.
  const name = fc.constantFrom('hydro-origin-site', 'a', 'b', '1', '', 'constructor', '__proto__', 'Straße')
  const headers = fc.array(fc.record({ name, value: bytes }), { maxLength: 4 })
  const made: fc.Arbitrary<Made> = fc.record({ key: bytes, value: bytes, headers })

  it('are kept as they are read part by part, whatever is in them', () => {
    const pool = new BlockPool()
    fc.assert(
      fc.property(fc.array(made, { minLength: 1, maxLength: 30 }), (all) => {
        const records = all.map(fetched)
        expect(digestOf(records, pool)).toBe(digestOf(records.map(apart)))
      }),
      { numRuns: 300 },
    )
  })

  it('and in blocks that held others before', () => {
    const pool = new BlockPool()
    const many = (byte: number) =>
      Array.from({ length: 40 }, (_, offset) =>
        fetched({ key: null, value: new Uint8Array(100_000).fill(byte), headers: [] }, offset),
      )
    digestOf(many(7), pool)
    expect(pool.take(1024 * 1024)).toBeDefined()
    expect(digestOf(many(8), pool)).toBe(digestOf(many(8).map(apart)))
  })
})
