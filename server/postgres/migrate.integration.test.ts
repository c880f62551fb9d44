import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyDatabase, type FreshDatabase } from '../testing/index.ts'
import { migrate } from './migrate.ts'
import { type Migration, readMigrations } from './migrations-folder.ts'
import { requireSchema } from './schema-version.ts'

describe('migrate', () => {
  let database: FreshDatabase
  beforeAll(async () => {
    database = await emptyDatabase()
  })
  afterAll(() => database.drop())

  it('refuses a worker before anything was applied', async () => {
    await expect(requireSchema(database.pool)).rejects.toThrow(/older than this release/)
  })

  it('applies each migration once, though two starts run at the same time', async () => {
    const both = await Promise.all([migrate(database.pool), migrate(database.pool)])
    expect(both.flat()).toEqual(readMigrations().map((m) => m.name))
    await requireSchema(database.pool)
  })

  it('records what prisma migrate deploy compares: name, SHA-256 of the file, one step', async () => {
    const { rows } = await database.pool.query(
      'select migration_name, checksum, applied_steps_count, finished_at is not null as finished from _prisma_migrations order by 1',
    )
    expect(rows).toEqual(
      readMigrations().map((m) => ({
        migration_name: m.name,
        checksum: m.checksum,
        applied_steps_count: 1,
        finished: true,
      })),
    )
  })

  it('leaves nothing of a migration that fails', async () => {
    const broken: Migration = {
      name: '29990101000000_broken',
      sql: 'create table t (a int); select 1/0',
      checksum: 'x',
    }
    await expect(migrate(database.pool, [...readMigrations(), broken])).rejects.toThrow(/left nothing behind/)
    const { rows } = await database.pool.query(`select to_regclass('t') as t`)
    expect(rows[0].t).toBeNull()
    await requireSchema(database.pool)
  })

  it('refuses a migration that was changed after it was applied', async () => {
    const changed = readMigrations().map((m) => ({ ...m, checksum: 'another' }))
    await expect(migrate(database.pool, changed)).rejects.toThrow(/was changed after/)
  })

  it('refuses a database of a newer release, in migrate and in every worker', async () => {
    const newer: Migration = { name: '29990102000000_newer', sql: 'select 1', checksum: 'y' }
    await migrate(database.pool, [...readMigrations(), newer])
    await expect(migrate(database.pool)).rejects.toThrow(/newer than this release/)
    await expect(requireSchema(database.pool)).rejects.toThrow(/newer than this release/)
  })

  it('finds no migrations in a folder without any', () => {
    expect(readMigrations(mkdtempSync(join(tmpdir(), 'migrations-')))).toEqual([])
  })
})
