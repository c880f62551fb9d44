/** The audit log: it only grows, is read by page and filter, and finds words as they are typed (decision 30). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GET as auditCsv } from '../../app/api/v1/audit/csv/route.ts'
import { GET as audit } from '../../app/api/v1/audit/route.ts'
import { endpoints } from '../../domain/api/endpoints.ts'
import { useApiContext } from '../api/context.ts'
import { migrate } from '../postgres/migrate.ts'
import { openPool, type Pool } from '../postgres/pool.ts'
import { emptyDatabase, type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts'
import { AUDIT_LIST, listAudit } from './audit-log.ts'
import { answers, call, testContext } from './testing/context.ts'

let db: FreshDatabase
beforeAll(async () => {
  db = await freshDatabase()
  testContext(db.pool)
})
afterAll(async () => {
  useApiContext(undefined)
  await db?.drop()
})

const FOUND = {
  '100': 2,
  '0 %': 1,
  a_b: 1,
  'B\\c': 1,
  'ZOë M': 1,
  'ed it': 1,
  '%': 1,
  _: 1,
  '\\': 1,
  x: 1,
  'x%': 0,
}
const findsThem = async (pool: Pool): Promise<void> => {
  await pool.query(
    `insert into audit_log (actor, action, subject, reason)
     values ('a person', 'words', '100 % of A_B\\C', 'Zoë mended it'), ('a person', 'words', '100 of AxB', '')`,
  )
  const found: Record<string, number> = {}
  for (const q of Object.keys(FOUND)) found[q] = (await listAudit(pool, { q, limit: 50 })).items.length
  expect(found).toEqual(FOUND)
  // Not what ends the subject and begins the reason.
  expect((await listAudit(pool, { q: 'czo', limit: 50 })).items).toEqual([])
}

describe('words', () => {
  it('are found as they are typed, in any part of subject or reason, in small letters or large', () =>
    findsThem(db.pool))

  it('that are nowhere in it are not looked for in every entry', async () => {
    await db.pool.query(
      `insert into audit_log (actor, action, subject, reason)
       select 'a person', 'many', 'subject ' || n, 'because of ticket ' || n % 97 from generate_series(1, 20000) n`,
    )
    await db.pool.query('vacuum analyze audit_log')
    const asked = AUDIT_LIST.replaceAll('$3', `'nobody wrote this'`).replaceAll('$7', '50').replaceAll(/\$\d/g, 'null')
    const { rows } = await db.pool.query(`explain ${asked}`)
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('audit_log_words')
  })

  it('are found without pg_trgm, too, where the operator may not create it', async () => {
    const empty = await emptyDatabase()
    const role = `owner_of_${empty.name}`
    await empty.pool.query(`create role ${role} login password 'x'; grant create, usage on schema public to ${role}`)
    const url = new URL(empty.url)
    url.username = role
    url.password = 'x'
    const pool = openPool(url.toString(), 'test', 2)
    try {
      await migrate(pool)
      expect((await pool.query(`select to_regclass('audit_log_words') as found`)).rows).toEqual([{ found: null }])
      await findsThem(pool)
    } finally {
      await pool.end()
      await empty.pool.query(`drop owned by ${role} cascade; drop role ${role}`)
      await empty.drop()
    }
  })
})

it('is only ever added to', async () => {
  for (const sql of ["update audit_log set actor = 'x'", 'delete from audit_log'])
    await expect(db.pool.query(sql), sql).rejects.toThrow('only ever added to')
})

it('is read by page and filter, and leaves as CSV that no spreadsheet runs', async () => {
  await db.pool.query(
    `insert into audit_log (actor, action, subject, reason) select 'eve@hydrometer.test', 'test', n || ' of 120', '=cmd()' from generate_series(1, 120) n`,
  )
  const page = async (query: string) =>
    answers(endpoints.audit.answer, (await call(audit, `/api/v1/audit?${query}`)).body)
  const first = await page('actor=eve@hydrometer.test&limit=70')
  const rest = await page(`actor=eve@hydrometer.test&limit=70&cursor=${first.nextCursor}`)
  // more than 100, so that ids of two and of three digits are among them
  expect([...first.items, ...rest.items].map(({ subject }) => Number.parseInt(subject, 10))).toEqual(
    Array.from({ length: 120 }, (_, n) => 120 - n),
  )
  expect(rest.nextCursor).toBeNull()
  expect((await page('action=test&q=119%20OF')).items).toHaveLength(1)
  expect((await page('actor=eve@hydrometer.test&to=2020-01-01')).items).toHaveLength(0)
  const csv = await call(auditCsv, '/api/v1/audit/csv?action=test')
  const lines = String(csv.body.text).split('\r\n')
  expect(lines[0]).toBe('at,actor,action,subject,why,detail,entry')
  expect(lines[1]).toMatch(/^\d{4}-.+Z,eve@hydrometer\.test,test,120 of 120,'=cmd\(\),\{\},\d+$/)
  expect(lines).toHaveLength(122)
})
