import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import protobuf from 'protobufjs/minimal.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TOPICS } from '../../domain/pipeline.ts'
import type { LogRecord } from '../kafka/log-reader.ts'
import { hydro } from '../proto/generated/hydro.js'
import { columnsOf } from './columns.ts'
import { openDuckDB } from './duckdb.ts'
import { RecordBuffer } from './record-buffer.ts'
import { writeParquet } from './write-parquet.ts'

let folder: string
let connection: DuckDBConnection
let files = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archive-'))
  connection = (await openDuckDB({ memoryMb: 256 })).connection
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const record = (offset: number, value: Buffer | null, more: Partial<LogRecord> = {}): LogRecord => ({
  offset,
  timestampMs: 1_700_000_000_000 + offset,
  key: Buffer.from('42'),
  value,
  headers: {},
  ...more,
})
const buffered = (records: readonly LogRecord[]): RecordBuffer => {
  const buffer = new RecordBuffer()
  for (const one of records) buffer.add(one)
  return buffer
}
const write = async (records: readonly LogRecord[], schema?: string): Promise<string> => {
  const path = join(folder, `${++files}.parquet`)
  await writeParquet(connection, buffered(records), { topic: 'usage.metered', site: 'iad', partition: 3, schema }, path)
  return path
}
const rowsOf = async (path: string, select = '*'): Promise<Record<string, unknown>[]> =>
  (await connection.runAndReadAll(`select ${select} from '${path}' order by record_offset`)).getRowObjectsJson()

const METERED = 'hydro.usage.v1.MeteredUsage'

describe('columns', () => {
  it('exist for every topic that names a schema, and no field has the name of a column of the record', () => {
    for (const topic of TOPICS.filter((t) => 'schema' in t)) {
      const { columns, slots } = columnsOf((topic as { schema: string }).schema)
      expect(slots).toBeGreaterThan(0)
      expect(columns.filter(({ name }) => name.startsWith('record_'))).toEqual([])
    }
  })
})

describe('a file', () => {
  const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  /** A varint field as raw bytes: protobufjs counts in doubles here. */
  const int64Field = (field: number, value: bigint): Buffer => {
    let left = BigInt.asUintN(64, value)
    const bytes: number[] = [field << 3]
    for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128)
    bytes.push(Number(left))
    return Buffer.from(bytes)
  }
  const textField = (field: number, text: string): Buffer => {
    const body = Buffer.from(text)
    return Buffer.concat([
      protobuf.Writer.create()
        .uint32((field << 3) | 2)
        .uint32(body.length)
        .finish(),
      body,
    ])
  }
  const inside = (field: number, body: Buffer): Buffer =>
    Buffer.concat([
      protobuf.Writer.create()
        .uint32((field << 3) | 2)
        .uint32(body.length)
        .finish(),
      body,
    ])

  it('keeps 64-bit numbers, decimals, texts and nested messages exactly, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            account: int64,
            units: int64,
            nanos: fc.integer(),
            sku: fc.string({ unit: 'grapheme' }),
            has: fc.boolean(),
          }),
          { minLength: 1, maxLength: 40 },
        ),
        async (events) => {
          const values = events.map(({ account, units, nanos, sku, has }) =>
            Buffer.concat([
              int64Field(2, account),
              textField(5, sku),
              ...(has ? [inside(6, Buffer.concat([int64Field(1, units), int64Field(2, BigInt(nanos))]))] : []),
              textField(900, 'a field of a newer producer'),
            ]),
          )
          const path = await write(
            values.map((value, offset) => record(offset, value)),
            METERED,
          )
          const select =
            'account_id::varchar as account, sku, quantity.units::varchar as units, quantity.nanos as nanos, event_id, record_error'
          expect(await rowsOf(path, select)).toEqual(
            events.map(({ account, units, nanos, sku, has }) => ({
              account: account.toString(),
              sku,
              units: has ? units.toString() : null,
              nanos: has ? nanos : null,
              event_id: '',
              record_error: null,
            })),
          )
        },
      ),
      { numRuns: 30 },
    )
  })

  it('keeps the record: key, value, headers, whatever bytes they are', async () => {
    const bytes = fc.uint8Array({ maxLength: 40 }).map((b) => Buffer.from(b))
    const headers = fc.dictionary(
      fc.string({ maxLength: 8 }).filter((n) => n !== '__proto__'),
      fc.oneof(bytes, fc.array(bytes, { minLength: 2, maxLength: 3 })),
      {
        maxKeys: 30,
      },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ key: fc.option(bytes), value: fc.option(bytes), headers, ms: fc.integer() }), {
          minLength: 1,
          maxLength: 30,
        }),
        async (all) => {
          const path = await write(
            all.map(({ key, value, headers, ms }, i) => record(i * 3, value, { key, headers, timestampMs: ms })),
          )
          const rows = await rowsOf(
            path,
            `record_offset::varchar as o, hex(record_key) as k, hex(record_value) as v, epoch_ms(record_timestamp)::varchar as t,
             list_transform(record_headers, lambda x: x."key" || '=' || hex(x."value")) as h`,
          )
          const hex = (b: Buffer | null) => b?.toString('hex').toUpperCase() ?? null
          expect(rows).toEqual(
            all.map(({ key, value, headers, ms }, i) => ({
              o: String(i * 3),
              k: hex(key),
              v: hex(value),
              t: String(ms),
              h: Object.entries(headers).flatMap(([name, value]) =>
                (Array.isArray(value) ? value : [value]).map((one) => `${name}=${hex(one)}`),
              ),
            })),
          )
        },
      ),
      { numRuns: 30 },
    )
  })

  it('keeps what does not decode, and says why', async () => {
    const badText = Buffer.concat([Buffer.from([(5 << 3) | 2, 1]), Buffer.from([0xff])])
    const path = await write([record(0, Buffer.from([0x0a, 9])), record(1, badText), record(2, null)], METERED)
    expect(await rowsOf(path, 'hex(record_value) as v, record_error, sku')).toEqual([
      { v: '0A09', record_error: 'the bytes end inside of a field', sku: null },
      { v: '2A01FF', record_error: 'sku is no UTF-8 text', sku: null },
      { v: null, record_error: null, sku: null },
    ])
  })

  it('reads times, enums, ids, repeated and one-of fields', async () => {
    const usage = hydro.usage.v1.ActionsUsage.encode({
      eventId: 'e',
      repositoryVisibility: 2,
      runner: 9,
      startedAt: { seconds: 1_700_000_000, nanos: 123_456_789 },
    } as never).finish()
    const path = await write([record(0, Buffer.from(usage))], 'hydro.usage.v1.ActionsUsage')
    expect(await rowsOf(path, 'repository_visibility, runner, started_at, ended_at')).toEqual([
      { repository_visibility: 'PRIVATE', runner: '9', started_at: '2023-11-14 22:13:20.123456+00', ended_at: null },
    ])
    const id = randomBytes(16)
    const event = hydro.billing.v1.CsvFileEvent.encode({
      fileId: 7,
      fileClosed: { sequence: 3, openingMarks: [{ topic: 1, partition: 2, offset: 9_000_000_000 }], sha256: id },
    } as never).finish()
    const rows = hydro.billing.v1.CsvFileEvent.encode({
      fileId: 7,
      rowsAppended: { firstRow: 1, lineItemIds: id, attempts: [1, 2, 300] },
    } as never).finish()
    const csv = await write(
      [record(0, Buffer.from(event)), record(1, Buffer.from(rows))],
      'hydro.billing.v1.CsvFileEvent',
    )
    expect(
      await rowsOf(
        csv,
        'file_closed.opening_marks as marks, hex(file_closed.sha256) as sha, rows_appended.attempts as attempts',
      ),
    ).toEqual([
      {
        marks: [{ topic: 'BILLING_LINE_ITEMS', partition: 2, offset: '9000000000' }],
        sha: id.toString('hex').toUpperCase(),
        attempts: null,
      },
      { marks: null, sha: null, attempts: [1, 2, 300] },
    ])
  })

  it('has the same bytes and the same rows digest whenever it is written, over many chunks', async () => {
    const value = (i: number) =>
      Buffer.from(
        hydro.usage.v1.MeteredUsage.encode({
          eventId: `event ${i}`,
          accountId: i,
          sku: 'actions_linux',
        } as never).finish(),
      )
    const records = Array.from({ length: 5_000 }, (_, i) =>
      record(i, value(i), { headers: { 'hydro-origin-site': Buffer.from('iad') } }),
    )
    const [a, b] = [await readFile(await write(records, METERED)), await readFile(await write(records, METERED))]
    expect(a.equals(b)).toBe(true)
    expect(buffered(records).rowsSha256().equals(buffered(records).rowsSha256())).toBe(true)
    expect(buffered(records.slice(1)).rowsSha256().equals(buffered(records).rowsSha256())).toBe(false)
  })
})
