/** The migrations that this release was built with: prisma/migrations, found from source, bundle and dashboard alike. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Migration = {
  readonly name: string
  readonly sql: string
  /** SHA-256 of the file in hexadecimal, as Prisma records it. */
  readonly checksum: string
}

const startingPoints = (): string[] => {
  const here = import.meta.url.startsWith('file:') ? [dirname(fileURLToPath(import.meta.url))] : []
  return [...here, process.cwd()]
}

/** Walks up, because a bundle in dist/ stands one folder below the root and a source file two. */
const migrationsFolder = (): string => {
  for (const start of startingPoints()) {
    for (let at = start; ; at = dirname(at)) {
      const folder = join(at, 'prisma', 'migrations')
      if (existsSync(folder)) return folder
      if (at === dirname(at)) break
    }
  }
  throw new Error('The folder prisma/migrations is missing beside this program; install the release again, whole.')
}

/** In the order in which they apply: their names begin with their time. */
export const readMigrations = (folder = migrationsFolder()): Migration[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'migration.sql')))
    .map(({ name }) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
