/** prisma/schema.prisma says what the migrations made: every table, column, type and null. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts'

const COLUMNS = `
  select c.relname as table, a.attname as column, t.typname as type, a.attnotnull as "notNull"
    from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = a.atttypid
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname not like '\\_%'
     and a.attnum > 0 and not a.attisdropped`
const TYPES: Record<string, string> = {
  text: 'String',
  uuid: 'String',
  int8: 'BigInt',
  int4: 'Int',
  int2: 'Int',
  _int8: 'BigInt', // an array is told by its element
  _int4: 'Int',
  _int2: 'Int',
  bool: 'Boolean',
  timestamptz: 'DateTime',
  date: 'DateTime',
  json: 'Json',
  jsonb: 'Json',
  bytea: 'Bytes',
  float8: 'Float',
  numeric: 'Decimal',
}

const schemaColumns = (text: string): string[] =>
  [...text.matchAll(/^model \w+ \{([\s\S]*?)^\}/gm)].flatMap(([, body = '']) => {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1] ?? ''
    return body.split('\n').flatMap((line) => {
      const field = /^ {2}(\w+) +(\w+)(\?)?/.exec(line)
      return field ? [`${table}.${/@map\("(\w+)"\)/.exec(line)?.[1] ?? field[1]} ${field[2]}${field[3] ?? ''}`] : []
    })
  })

let db: FreshDatabase
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db?.drop())

it('has the columns of the database', async () => {
  const { rows } = await db.pool.query<{ table: string; column: string; type: string; notNull: boolean }>(COLUMNS)
  const database = rows.map((r) => `${r.table}.${r.column} ${TYPES[r.type] ?? r.type}${r.notNull ? '' : '?'}`).sort()
  expect(schemaColumns(readFileSync(new URL('../../prisma/schema.prisma', import.meta.url), 'utf8')).sort()).toEqual(
    database,
  )
})
