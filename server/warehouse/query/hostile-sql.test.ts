/**
 * SQL that wants out, or never ends. Each gets a refusal or meets a limit within 5 s, in a process that has nothing to
 * give: first as the console takes it, then past the console's own look at the words, where only DuckDB's locked
 * configuration and the statement's type are left.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { whyRefused } from '../../../domain/warehouse.ts'
import { openDuckDB } from '../duckdb.ts'
import { RecordBuffer } from '../record-buffer.ts'
import { writeParquet } from '../write-parquet.ts'
import type { View } from './protocol.ts'
import { QueryRefused, QueryRunner } from './runner.ts'

let folder: string
let inside: string
let views: View[]
const runner = new QueryRunner()
const HOUR = 'topic=usage.actions/site=iad/dt=2026-11-27/hr=09'
const FILE = `${HOUR}/p0-0-999.parquet`
const SECRET = 'the-secret-of-this-test'

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostile-'))
  inside = join(folder, 'archive')
  mkdirSync(inside)
  writeFileSync(join(folder, 'secret.csv'), `word\n${SECRET}\n`)
  const records = new RecordBuffer()
  for (let offset = 0; offset < 1_000; offset++)
    records.add({ offset, timestampMs: 1_700_000_000_000, key: null, value: Buffer.from('x'), headers: {} })
  const { connection, instance } = await openDuckDB({ memoryMb: 128 })
  mkdirSync(join(inside, HOUR), { recursive: true })
  const path = join(inside, FILE)
  await writeParquet(
    connection,
    records,
    { topic: 'usage.actions', site: 'iad', partition: 0, schema: undefined },
    path,
  )
  connection.closeSync()
  instance.closeSync()
  views = [{ schema: 'usage', name: 'actions', files: [path], isTopic: true }]
  process.env.HYDROMETER_TEST_SECRET = SECRET
}, 30_000)
afterAll(async () => {
  runner.close()
  delete process.env.HYDROMETER_TEST_SECRET
  await rm(folder, { recursive: true, force: true })
})

const outside = () => join(folder, 'secret.csv')
/** `%OUT%` is a file beside the archive, `%IN%` the archive's own folder. */
const REACHES_OUT = [
  `select * from read_csv('%OUT%')`,
  `select * from '%OUT%'`,
  `select * from read_text('%OUT%')`,
  `select * from read_blob('%OUT%')`,
  `select * from read_text('/etc/passwd')`,
  `select * from read_text('/proc/self/environ')`,
  `select * from read_text('%IN%/../secret.csv')`,
  `select * from read_json_auto('%OUT%')`,
  `select * from read_parquet('/tmp/*.parquet')`,
  `select * from glob('/etc/*')`,
  `select * from sniff_csv('%OUT%')`,
  `select * from "read_csv"('%OUT%')`,
  `select * from read_csv/**/('%OUT%')`,
  `select * from READ_CSV_AUTO('%OUT%')`,
  `with x as (select * from read_csv('%OUT%')) select * from x`,
  `select (select word from read_csv('%OUT%'))`,
  `select * from query('select * from read_csv(''%OUT%'')')`,
  `select * from query_table('%OUT%')`,
  `select * from 'https://example.com/x.parquet'`,
  `select * from read_csv('http://127.0.0.1:5432/')`,
  `select * from 's3://bucket/x.parquet'`,
  `select * from parquet_metadata('/tmp/x.parquet')`,
  `copy (select 1) to '%OUT%'`,
  `copy (select 1) to '%IN%/evil.csv'`,
  `copy usage.actions to '%IN%/evil.parquet' (format parquet)`,
  `copy (select 1) to '%IN%/%FILE%' (format parquet)`,
  `create table x as select 1`,
  `create view x as select 1`,
  `create macro x() as 1`,
  `create secret x (type s3, key_id 'a', secret 'b')`,
  `create temp table x(a int)`,
  `insert into usage.actions values (1)`,
  `delete from usage.actions`,
  `update usage.actions set record_offset = 0`,
  `drop view usage.actions`,
  `alter table usage.actions rename to x`,
  `attach '%IN%/evil.db' as evil`,
  `attach ':memory:' as m`,
  `attach 'postgres://localhost/hydrometer' as pg (type postgres)`,
  `detach memory`,
  `use memory`,
  `install httpfs`,
  `load httpfs`,
  `load '%IN%/evil.duckdb_extension'`,
  `force install httpfs from 'http://example.com'`,
  `set memory_limit = '100GB'`,
  `set enable_external_access = true`,
  `set allowed_directories = ['/']`,
  `reset lock_configuration`,
  `set variable a = 1`,
  `pragma enable_profiling`,
  `pragma profiling_output = '%IN%/evil.json'`,
  `pragma database_list; select 1`,
  `call pragma_version()`,
  `export database '%IN%/evil'`,
  `import database '%IN%'`,
  `checkpoint`,
  `vacuum`,
  `begin`,
  `prepare x as select 1`,
  `execute x`,
  `explain analyze copy (select 1) to '%IN%/evil.csv'`,
  `select getenv('HYDROMETER_TEST_SECRET')`,
  `select * from duckdb_secrets()`,
  `select * from enable_logging('FileSystem', storage := 'file', storage_path := '%IN%')`,
  `select * from "enable_logging"('FileSystem', storage := 'file', storage_path := '%IN%')`,
  `select E'\\'' || (select 1 from enable_logging()) || ''`,
  `select (select x from (select * from enable_logging()) as t(x))`,
  `pivot (select * from read_text('%OUT%')) on filename using count(*)`,
  `select 1; copy (select 1) to '%IN%/evil.csv'`,
  `select 1) to '%IN%/evil.csv' (format csv); --`,
  `select 1 from usage.actions) limit 1; drop view usage.actions; --`,
]

const NEVER_ENDS = [
  `with recursive t as (select 1 as x union all select x + 1 from t) select count(*) from t`,
  `with recursive t as (select 1 as x union all select x from t) select * from t where x > 1`,
  `select count(*) from usage.actions a, usage.actions b, usage.actions c, usage.actions d where a.record_offset + b.record_offset + c.record_offset + d.record_offset = 5`,
  `select count(*) from range(10000000000000) t(i) where i % 7 = hash(i) % 11`,
  `select sum(i) from range(1000000000) a(i), range(1000000000) b(j)`,
]
const NEEDS_TOO_MUCH = [
  `select * from (select random() as r, repeat('x', 1000) as s from range(10000000)) order by r`,
  `select list(repeat('x', 1000)) from range(10000000)`,
  `select string_agg(i::varchar, ',') from range(10000000000) t(i)`,
  `select length(repeat('x', 4000000000))`,
  `select * from (select distinct hash(i) as h, i from range(1000000000) t(i)) order by h`,
  `select range(10000000000)`,
  `select repeat(repeat('x', 100000), 100000) from range(100000)`,
]

const placed = (sql: string) => sql.replaceAll('%OUT%', outside()).replaceAll('%IN%', inside).replaceAll('%FILE%', FILE)
/** What a statement came to; throws when it gave rows. */
const outcome = async (sql: string): Promise<QueryRefused> => {
  try {
    const answer = await runner.run({ sql, mode: 'rows', views, folders: [`${inside}/`], seconds: 2 })
    throw new Error(`it answered ${JSON.stringify(answer).slice(0, 300)}`)
  } catch (error) {
    if (error instanceof QueryRefused) return error
    throw error
  }
}

describe('hostile SQL', () => {
  it('is a long list', () => {
    expect(REACHES_OUT.length + NEVER_ENDS.length + NEEDS_TOO_MUCH.length).toBeGreaterThanOrEqual(50)
  })

  it.each(REACHES_OUT)('is refused in words: %s', (sql) => {
    expect(whyRefused(placed(sql))).toMatch(/may not|cannot be read|One statement|has several|not taken/)
  })

  it('is refused by DuckDB too, if the words were to pass, and changes nothing', async () => {
    const before = readFileSync(join(inside, FILE))
    const said: string[] = []
    for (const sql of REACHES_OUT) {
      const refused = await outcome(placed(sql))
      expect(`${sql}: ${refused.message}`).not.toContain(SECRET)
      said.push(refused.message.split('\n')[0]!)
    }
    expect(await readdir(inside)).toEqual(['topic=usage.actions'])
    expect(readFileSync(join(inside, FILE)).equals(before)).toBe(true)
    expect(existsSync(join(folder, 'evil.csv'))).toBe(false)
    expect(
      said.every((words) =>
        /may not be called|Only statements|One statement|Permission Error|Failed to extract/.test(words),
      ),
    ).toBe(true)
  }, 60_000)

  it.each([...NEVER_ENDS, ...NEEDS_TOO_MUCH])(
    'meets a limit: %s',
    async (sql) => {
      expect(whyRefused(sql)).toBeUndefined()
      const { kind, message } = await outcome(sql)
      // A text or list that no 32 bits can count is a mistake; everything else meets time or memory.
      expect(`${kind}: ${message}`).toMatch(
        /^limit: |^mistake: (Out of Range|Invalid Input|.*(too large|exceed|maximum))/i,
      )
    },
    20_000,
  )

  it('leaves the console well: the next question is answered', async () => {
    const sql = 'select count(*) as n from usage.actions'
    const answer = await runner.run({ sql, mode: 'rows', views, folders: [`${inside}/`], seconds: 4 })
    expect(answer.rows).toEqual([['1000']])
  })

  it('is not what a text, a comment or a name with such words is', () => {
    expect(whyRefused(`select 'copy x to y; attach' as "read_csv" -- drop table`)).toBeUndefined()
    expect(whyRefused(`/* set */ with a as (select 1) from a;`)).toBeUndefined()
  })
})
