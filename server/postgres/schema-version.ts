/** A worker refuses a schema that is newer or older than its own, so that upgrades are safe (architecture, "Growing"). */
import type { Pool } from 'pg'
import { readMigrations } from './migrations-folder.ts'

const APPLIED = `select migration_name as name from _prisma_migrations
  where finished_at is not null and rolled_back_at is null`

const NO_SUCH_TABLE = '42P01'

/** @throws Error in words for the operator, when the schema is not this release's; an outage passes through as it is */
export const requireSchema = async (pool: Pool): Promise<void> => {
  const known = readMigrations().map((m) => m.name)
  const applied: string[] = await pool.query<{ name: string }>(APPLIED).then(
    ({ rows }) => rows.map((r) => r.name),
    (error: { code?: string }) => {
      if (error.code === NO_SUCH_TABLE) return [] // nothing was ever applied
      throw error
    },
  )
  const newer = applied.filter((name) => !known.includes(name))
  if (newer.length > 0)
    throw new Error(
      `The database's schema is newer than this release (it has ${newer.join(', ')}). Nothing was read or written; start the release that made it.`,
    )
  const missing = known.filter((name) => !applied.includes(name))
  if (missing.length > 0)
    throw new Error(
      `The database's schema is older than this release (it lacks ${missing.join(', ')}). Nothing was read or written; \`npm start\` or \`npm run prepare-servers\` brings it up to date.`,
    )
}
