/** Files are for any engine: pyarrow reads the documented schema and the exact values. Needs `pip install pyarrow`. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hydro } from '../proto/generated/hydro.js'
import { openDuckDB } from './duckdb.ts'
import { RecordBuffer } from './record-buffer.ts'
import { writeParquet } from './write-parquet.ts'

const isInstalled = spawnSync('python3', ['-c', 'import pyarrow.parquet']).status === 0
const READ = `
import json, sys, pyarrow.parquet as pq
table = pq.read_table(sys.argv[1], partitioning=None)
plain = lambda v: v.hex() if isinstance(v, bytes) else {k: plain(x) for k, x in v.items()} if isinstance(v, dict) \\
  else [plain(x) for x in v] if isinstance(v, list) else v if v is None or isinstance(v, str) else str(v)
print(json.dumps({"types": {f.name: str(f.type) for f in table.schema}, "rows": [plain(r) for r in table.to_pylist()]}))`

describe.skipIf(!isInstalled)('pyarrow', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pyarrow-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const read = async (schema: string | undefined, value: Uint8Array) => {
    const { connection } = await openDuckDB({ memoryMb: 128 })
    const records = new RecordBuffer()
    const headers = { 'hydro-origin-site': Buffer.from('iad'), none: null }
    records.add({
      offset: 2 ** 40,
      timestampMs: 1_700_000_000_123,
      key: Buffer.from('k'),
      value: Buffer.from(value),
      headers,
    })
    const path = join(folder, `${schema ?? 'bytes'}.parquet`)
    await writeParquet(connection, records, { topic: 't', site: 'iad', partition: 3, schema }, path)
    return JSON.parse(execFileSync('python3', ['-c', READ, path], { encoding: 'utf8' })) as {
      types: Record<string, string>
      rows: Record<string, unknown>[]
    }
  }
  const RECORD_TYPES = {
    record_offset: 'int64',
    record_partition: 'int32',
    record_timestamp: 'timestamp[us, tz=UTC]',
    record_key: 'binary',
    record_headers: 'list<element: struct<key: string, value: binary>>',
    record_value: 'binary',
    record_error: 'string',
  }
  const RECORD = {
    record_offset: String(2 ** 40),
    record_partition: '3',
    record_timestamp: '2023-11-14 22:13:20.123000+00:00',
    record_key: '6b',
    record_headers: [
      { key: 'hydro-origin-site', value: '696164' },
      { key: 'none', value: null },
    ],
    record_error: null,
  }

  it('reads line items', async () => {
    const id = Buffer.from('01a205b3d00086a4a7757a31f2dacd9e', 'hex')
    const value = hydro.billing.v1.LineItem.encode({
      ...{
        lineItemId: id,
        eventId: id,
        accountId: Number.MAX_SAFE_INTEGER,
        sku: 'actions_linux',
        units: 7,
        nanos: 500,
      },
      ...{ startedAtMs: 1_700_000_000_000, repositoryVisibility: 2, runner: 1 },
    } as never).finish()
    const { types, rows } = await read('hydro.billing.v1.LineItem', value)
    expect(types).toEqual({
      ...RECORD_TYPES,
      ...{ line_item_id: 'string', event_id: 'string', account_id: 'int64', sku: 'string', unit_of_measure: 'string' },
      ...{ units: 'int64', nanos: 'int32', started_at_ms: 'int64', ended_at_ms: 'int64', repository_name: 'string' },
      ...{ repository_visibility: 'string', runner: 'string' },
    })
    const uuid = '01a205b3-d000-86a4-a775-7a31f2dacd9e'
    expect(rows).toEqual([
      {
        ...{ ...RECORD, record_value: Buffer.from(value).toString('hex'), line_item_id: uuid, event_id: uuid },
        ...{ account_id: '9007199254740991', sku: 'actions_linux', unit_of_measure: '', units: '7', nanos: '500' },
        ...{ started_at_ms: '1700000000000', ended_at_ms: '0', repository_name: '', repository_visibility: 'PRIVATE' },
        ...{ runner: 'HOSTED' },
      },
    ])
  })

  it('reads nested messages, lists and times, and bytes without a schema', async () => {
    const closed = { sequence: 3, openingMarks: [{ topic: 1, partition: 2, offset: 9_000_000_000 }] }
    const event = hydro.billing.v1.CsvFileEvent.encode({ fileId: 7, fileClosed: closed } as never).finish()
    const { rows } = await read('hydro.billing.v1.CsvFileEvent', event)
    expect(rows[0]).toMatchObject({
      file_closed: {
        sequence: '3',
        opening_marks: [{ topic: 'BILLING_LINE_ITEMS', partition: '2', offset: '9000000000' }],
      },
      rows_appended: null,
    })
    const usage = hydro.usage.v1.ActionsUsage.encode({
      startedAt: { seconds: 1_700_000_000, nanos: 123_456_789 },
    } as never)
    const actions = await read('hydro.usage.v1.ActionsUsage', usage.finish())
    expect(actions.types.started_at).toBe('timestamp[us, tz=UTC]')
    expect(actions.rows[0]).toMatchObject({ started_at: '2023-11-14 22:13:20.123456+00:00', ended_at: null })
    expect((await read(undefined, Buffer.from([0xff]))).types).toEqual(RECORD_TYPES)
  })
})
