/** A database of its own for a test file: cloned from a template that has the schema, the catalogue and the partitions. */
import { createHash, randomBytes } from 'node:crypto'
import pg from 'pg'
import { SEED_PRICES, SEED_SKUS } from '../../domain/catalogue.ts'
import { keepHistory } from '../lag/keep-history.ts'
import { ADVISORY_LOCKS } from '../postgres/advisory-locks.ts'
import { makePartitions, monthStart, PARTITIONED_TABLES } from '../postgres/make-partitions.ts'
import { migrate } from '../postgres/migrate.ts'
import { readMigrations } from '../postgres/migrations-folder.ts'
import { recordInstallation } from '../postgres/record-installation.ts'
import { seedCatalogue } from '../postgres/seed-catalogue.ts'

export type FreshDatabase = {
  readonly url: string
  readonly name: string
  readonly pool: pg.Pool
  /** Ends the pool and drops the database with whatever is still connected. */
  readonly drop: () => Promise<void>
}

/** The cluster ids of the template's rows in `site` and `installation`. */
export const TEST_SITES = [
  { name: 'iad', clusterId: 'cluster-of-iad-for-tests' },
  { name: 'sea', clusterId: 'cluster-of-sea-for-tests' },
] as const

const serverUrl = (): string => {
  const url = process.env.TEST_DATABASE_URL
  if (!url)
    throw new Error(
      'TEST_DATABASE_URL is not set: run `npm test`, or `node scripts/run.mjs scripts/test/servers.ts` in another terminal and set what it prints.',
    )
  return url
}

const withDatabase = (name: string, server = serverUrl()): string => {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.toString()
}

const poolOf = (url: string, max: number): pg.Pool => {
  const pool = new pg.Pool({ connectionString: url, max })
  // A dropped database ends idle connections; an unheard `error` would end the test's process.
  pool.on('error', () => undefined)
  return pool
}

/** Names change with whatever is in the template, so that an older one is never used. */
const templateName = (): string => {
  const content = [readMigrations().map((m) => m.checksum), SEED_SKUS, SEED_PRICES, PARTITIONED_TABLES, TEST_SITES]
  const month = monthStart(new Date()).toISOString()
  return `template_${createHash('sha256')
    .update(JSON.stringify([content, month]))
    .digest('hex')
    .slice(0, 16)}`
}

const fill = async (name: string): Promise<void> => {
  const pool = poolOf(withDatabase(name), 2)
  try {
    await migrate(pool)
    await seedCatalogue(pool)
    await recordInstallation(pool, TEST_SITES)
    await makePartitions(pool)
    await keepHistory(pool)
  } finally {
    await pool.end()
  }
}

/** Identifiers take no parameters in SQL; these are made of hexadecimal digits in this file. */
const ensureTemplate = async (admin: pg.Client): Promise<string> => {
  const name = templateName()
  await admin.query('select pg_advisory_lock($1)', [ADVISORY_LOCKS.testTemplate])
  try {
    const there = await admin.query('select 1 from pg_database where datname = $1', [name])
    if (there.rowCount) return name
    const partial = `${name}_partial`
    await admin.query(`drop database if exists ${partial}`)
    await admin.query(`create database ${partial}`)
    await fill(partial)
    await admin.query(`alter database ${partial} rename to ${name}`)
    return name
  } finally {
    await admin.query('select pg_advisory_unlock($1)', [ADVISORY_LOCKS.testTemplate])
  }
}

const asAdmin = async <T>(work: (admin: pg.Client) => Promise<T>, server = serverUrl()): Promise<T> => {
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

/** Needs TEST_DATABASE_URL, which `npm test` sets. */
export const freshDatabase = async ({ poolSize = 10 } = {}): Promise<FreshDatabase> => {
  const name = `test_${randomBytes(8).toString('hex')}`
  await asAdmin(async (admin) => {
    const template = await ensureTemplate(admin)
    await admin.query(`create database ${name} template ${template}`)
  })
  const url = withDatabase(name)
  const pool = poolOf(url, poolSize)
  const drop = async () => {
    await pool.end().catch(() => undefined)
    await asAdmin((admin) => admin.query(`drop database if exists ${name} with (force)`))
  }
  return { url, name, pool, drop }
}

/** As `freshDatabase`, without schema or rows; on another server with `server`. */
export const emptyDatabase = async (server = serverUrl()): Promise<FreshDatabase> => {
  const name = `test_${randomBytes(8).toString('hex')}`
  await asAdmin((admin) => admin.query(`create database ${name}`), server)
  const url = withDatabase(name, server)
  const pool = poolOf(url, 4)
  const drop = async () => {
    await pool.end().catch(() => undefined)
    await asAdmin((admin) => admin.query(`drop database if exists ${name} with (force)`), server)
  }
  return { url, name, pool, drop }
}
