/**
 * Brings the database to this release's schema: applies prisma/migrations in order and records each in
 * `_prisma_migrations` as `prisma migrate deploy` does, so that either may be used on one database.
 */
import { randomUUID } from 'node:crypto'
import type { ClientBase, Pool } from 'pg'
import { ADVISORY_LOCKS } from './advisory-locks.ts'
import { type Migration, readMigrations } from './migrations-folder.ts'

const RECORDS = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`

type Recorded = { migration_name: string; checksum: string; finished: boolean }

const RECORDED = `select migration_name, checksum, finished_at is not null as finished
  from _prisma_migrations where rolled_back_at is null`

const RECORD = `insert into _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
  values ($1, $2, clock_timestamp(), $3, 1)`

/** What stands in the way of going on, each with what to do. */
const assertContinues = (known: readonly Migration[], recorded: readonly Recorded[]): void => {
  for (const { migration_name, checksum, finished } of recorded) {
    const own = known.find((m) => m.name === migration_name)
    if (!finished)
      throw new Error(
        `Migration ${migration_name} was begun by another tool and did not finish; the schema may be half of it. Restore the database, or finish it with \`prisma migrate resolve\`.`,
      )
    if (!own)
      throw new Error(
        `The database's schema is newer than this release: it has ${migration_name}, which this release does not know. Nothing was changed; start the newer release.`,
      )
    if (own.checksum !== checksum)
      throw new Error(
        `Migration ${migration_name} was changed after this database applied it, so that the schema is not what this release expects. Nothing was changed; use the release that it came from, or an empty database.`,
      )
  }
}

const apply = async (client: ClientBase, migration: Migration): Promise<void> => {
  await client.query('begin')
  try {
    await client.query(migration.sql)
    await client.query(RECORD, [randomUUID(), migration.checksum, migration.name])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`Migration ${migration.name} failed and left nothing behind: ${(error as Error).message}`)
  }
}

/**
 * Returns the names of what it applied. Two starts at once take turns by an advisory lock.
 * @throws Error when the database is newer, was changed, or a migration fails; each migration is one transaction
 */
export const migrate = async (pool: Pool, migrations = readMigrations()): Promise<string[]> => {
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCKS.migrate])
    await client.query(RECORDS)
    const { rows } = await client.query<Recorded>(RECORDED)
    assertContinues(migrations, rows)
    const missing = migrations.filter((m) => !rows.some((r) => r.migration_name === m.name))
    for (const migration of missing) await apply(client, migration)
    return missing.map((m) => m.name)
  } finally {
    await client.query('select pg_advisory_unlock($1)', [ADVISORY_LOCKS.migrate]).catch(() => undefined)
    client.release()
  }
}
