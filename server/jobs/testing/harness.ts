/** What the submitter's integration tests stand on: real Postgres, the real simulator over HTTP, files that balance. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { fileIdOf, fileName } from '../../../domain/csv-file.ts'
import { enqueueSubmission } from '../../files/enqueue-submission.ts'
import { type ObjectStore, openObjectStore } from '../../objects/store.ts'
import { inTransaction, openPool } from '../../postgres/pool.ts'
import { migrateJobs } from '../migrate.ts'

/** Zuora's own clients insist on ids of 36 characters. */
export const CLIENT_ID = '00000000-0000-4000-8000-00000000c11e'
export const CLIENT_SECRET = 'a-secret-of-the-tests'
export const INSTALLATION = 'k3f9a2'
export const HEADINGS = 'ACCOUNT_ID,UOM,QTY,STARTDATE,ENDDATE,SUBSCRIPTION_ID,CHARGE_ID,DESCRIPTION\n'

const serverUrl = (): string => {
  const url = process.env.TEST_DATABASE_URL
  if (!url)
    throw new Error(
      'TEST_DATABASE_URL is not set: these tests need a running Postgres where they may create databases. Run them with `npm test`.',
    )
  return url
}

const withServer = async (work: (client: pg.Client) => Promise<unknown>): Promise<void> => {
  const client = new pg.Client({ connectionString: serverUrl() })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

export const createDatabase = async (prefix: string): Promise<string> => {
  const name = `${prefix}_${randomBytes(5).toString('hex')}`
  await withServer((client) => client.query(`create database ${client.escapeIdentifier(name)}`))
  const url = new URL(serverUrl())
  url.pathname = `/${name}`
  return url.href
}

export const dropDatabase = async (url: string): Promise<void> => {
  const name = new URL(url).pathname.slice(1)
  await withServer((client) => client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`))
}

const applyMigrations = async (pool: pg.Pool): Promise<void> => {
  const folder = new URL('../../../prisma/migrations/', import.meta.url)
  const names = (await readdir(folder, { withFileTypes: true })).filter((e) => e.isDirectory()).map((e) => e.name)
  for (const name of names.sort()) await pool.query(await readFile(new URL(`${name}/migration.sql`, folder), 'utf8'))
}

export type Harness = {
  databaseUrl: string
  pool: pg.Pool
  objects: ObjectStore
  objectStoreUrl: string
  close(): Promise<void>
}

export const openHarness = async (): Promise<Harness> => {
  const databaseUrl = await createDatabase('submitter')
  const pool = openPool(databaseUrl, 'test', 4)
  await applyMigrations(pool)
  await migrateJobs(databaseUrl)
  await pool.query('create table test_announcement (at timestamptz default clock_timestamp(), event jsonb)')
  const folder = await mkdtemp(join(tmpdir(), 'objects-'))
  return {
    databaseUrl,
    pool,
    objects: openObjectStore(`file:${folder}`),
    objectStoreUrl: `file:${folder}`,
    close: async () => {
      await pool.end()
      await dropDatabase(databaseUrl)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

let filesMade = 0

/** A balanced file with its object and its job, as the bookkeeper leaves it. Row n bills n + 0.000000001 minutes. */
export const balancedFile = async (
  harness: Harness,
  options: { rows?: number; body?: string; inLog?: boolean; enqueue?: boolean } = {},
): Promise<{ id: number; name: string }> => {
  filesMade += 1
  const sequence = filesMade
  const partition = sequence % 3
  const id = fileIdOf(sequence, partition)
  const name = fileName(INSTALLATION, partition, sequence)
  const count = options.rows ?? 3
  const rows = Array.from(
    { length: count },
    (_, i) => `A${i % 7},Minutes,${i + 1}.000000001,11/01/2026,11/02/2026,,,"row ${i}, quoted"\n`,
  )
  const bytes = Buffer.from(options.body ?? HEADINGS + rows.join(''))
  const sum = (BigInt(count) * BigInt(count + 1)) / 2n
  const total = `${sum}.${String(count).padStart(9, '0')}`
  const sha256 = createHash('sha256').update(bytes).digest()
  const key = `csv/${id}-${sha256.toString('hex')}.csv`
  await harness.objects.put(key, bytes)
  await inTransaction(harness.pool, async (tx) => {
    await tx.query(
      `insert into csv_file (id, name, partition, sequence, state, first_offset, next_offset, opening_marks, profile,
         max_bytes, max_age_seconds, rows, bytes, digest, object_key, totals, attempt_in_log, opened_at, closed_at, balanced_at)
       values ($1, $2, $3, $4, 'balanced', 0, $5::int, '[]', '{}', 4000000, 900, $5::int, $6, $7, $8, $9, $10, now(), now(), now())`,
      [id, name, partition, sequence, count, bytes.length, sha256, key, { Minutes: total }, options.inLog ?? false],
    )
    if (options.enqueue !== false) await enqueueSubmission(tx, id)
  })
  return { id, name }
}

export const eventually = async <T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  deadlineMs = 30_000,
): Promise<T> => {
  const until = Date.now() + deadlineMs
  let seen: unknown
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    seen = found
    if (Date.now() > until) throw new Error(`not within ${deadlineMs} ms: ${what} (last seen: ${JSON.stringify(seen)})`)
    await wait(25)
  }
}

export const stateOf = async (harness: Harness, id: number): Promise<string> => {
  const { rows } = await harness.pool.query<{ state: string }>('select state from csv_file where id = $1', [id])
  return rows[0]?.state ?? 'missing'
}

export const untilState = async (harness: Harness, id: number, state: string, deadlineMs?: number): Promise<void> => {
  let seen = ''
  await eventually(
    `file ${id} is ${state}`,
    async () => {
      seen = await stateOf(harness, id)
      return seen === state
    },
    deadlineMs,
  ).catch(async (error: Error) => {
    const { rows } = await harness.pool.query(
      'select what, detail from csv_file_event where file_id = $1 order by id',
      [id],
    )
    throw new Error(`${error.message}; it is ${seen}; ${JSON.stringify(rows)}`)
  })
}

export const attemptOf = async (harness: Harness, id: number): Promise<Record<string, unknown>> => {
  const { rows } = await harness.pool.query<Record<string, unknown>>(
    'select * from submission_attempt where file_id = $1 order by number desc limit 1',
    [id],
  )
  return rows[0] ?? {}
}

export const whatHappened = async (harness: Harness, id: number): Promise<string[]> => {
  const { rows } = await harness.pool.query<{ what: string }>(
    'select what from csv_file_event where file_id = $1 order by id',
    [id],
  )
  return rows.map((r) => r.what)
}
