/** A real PostgreSQL 18 of our own on 127.0.0.1: its own superuser and password, kept in a file only its owner reads. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, open, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePort } from './ports.ts'
import { type PostgresPlace, postgresPlace } from './postgres-place.ts'
import { commandOf, ended, endProcess, guard, identityOf } from './processes.ts'
import { waitFor } from './wait.ts'

const run = promisify(execFile)
/** Recovery after a crash reads at most max_wal_size of log. */
const READY_DEADLINE_MS = 120_000
const STOP_DEADLINE_MS = 20_000
const DATABASE = 'hydrometer'
const USER = 'hydrometer'

export type PostgresOptions = {
  /** Holds data/, the password, the port and the log; kept between starts. */
  readonly dir: string
  /** False for tests alone: without fsync a power cut may lose data, the death of the server may not. */
  readonly durable?: boolean
  readonly logFile?: string
  readonly onDeath?: (how: string) => void
}

export type EmbeddedPostgres = {
  readonly url: string
  readonly pid: number
  /** When the data had to be elsewhere than in `dir`: a sentence that says where and why. */
  readonly moved?: string
  readonly stop: () => Promise<void>
  /** kill -9 of the server, for tests; the next start recovers. */
  readonly kill: () => Promise<void>
}

type Kept = { port?: number; password?: string }

const readKept = async (file: string): Promise<Kept> => {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Kept
  } catch {
    return {}
  }
}

/**
 * Made beside and renamed, so that an interrupted first start never leaves half a cluster that looks whole. The locale
 * C sorts text by bytes, which indexes like and no system upgrade changes.
 */
const initialise = async (place: PostgresPlace, password: string): Promise<void> => {
  if (await stat(join(place.dataDir, 'PG_VERSION')).catch(() => undefined)) return
  const { user } = place
  const [fresh, passwordFile] = [`${place.dataDir}.new`, `${place.dataDir}.password`]
  await rm(fresh, { recursive: true, force: true })
  await mkdir(fresh, { mode: 0o700 })
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  for (const path of user ? [fresh, passwordFile] : []) await chown(path, user!.uid, user!.gid)
  const flags = [
    '--auth=scram-sha-256',
    `--username=${USER}`,
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
  ]
  try {
    await run(place.programs.initdb, [`--pgdata=${fresh}`, ...flags], {
      ...(user && { uid: user.uid, gid: user.gid }),
      cwd: '/',
      env: { ...process.env, LC_ALL: 'C' },
    })
    await rmdir(place.dataDir)
    await rename(fresh, place.dataDir)
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() || `${error}`
    throw new Error(`Postgres could not make its data folder ${place.dataDir}; is the disk full? It said:\n${said}`)
  } finally {
    await rm(passwordFile, { force: true })
  }
}

/**
 * A server that a crashed start left running is stopped; a stale postmaster.pid whose number now belongs to another
 * process would make Postgres refuse to start, so it goes.
 */
const endForerunner = async (dataDir: string): Promise<void> => {
  const file = join(dataDir, 'postmaster.pid')
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0])
  if (!pid) return
  const identity = await identityOf(pid)
  if (identity && (await commandOf(pid)).includes(dataDir))
    await endProcess(identity, { polite: 'SIGINT', deadlineMs: STOP_DEADLINE_MS })
  await rm(file, { force: true })
}

/** For one machine and a pipeline that writes much and joins little. Memory is taken when it is used, not before. */
const settings = (port: number, durable: boolean): string[] => {
  const values: Record<string, string | number> = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '', // no socket in a folder that others share
    max_connections: 300,
    shared_buffers: '256MB',
    effective_cache_size: '2GB',
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    random_page_cost: 1.1,
    jit: 'off', // compiles for longer than our statements run
    synchronous_commit: 'on', // R27
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    max_locks_per_transaction: 256, // a statement on a table with 30 partitions and their indexes locks each
    log_timezone: 'UTC',
    timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

const launch = async (place: PostgresPlace, port: number, options: PostgresOptions): Promise<ChildProcess> => {
  const logFile = options.logFile ?? join(resolve(options.dir), 'postgres.log')
  const log = await open(logFile, 'w')
  const child = spawn(place.programs.postgres, ['-D', place.dataDir, ...settings(port, options.durable ?? true)], {
    ...(place.user && { uid: place.user.uid, gid: place.user.gid }),
    cwd: '/',
    detached: true, // Ctrl-C must not reach it before the workers have stopped
    stdio: ['ignore', log.fd, log.fd],
    env: { ...process.env, LC_ALL: 'C' },
  })
  await new Promise<void>((ok, fail) => {
    child.once('spawn', ok)
    child.once('error', (error) => fail(new Error(`Postgres could not be started: ${error.message}`)))
  })
  await log.close()
  return child
}

const awaitReady = async (child: ChildProcess, url: string, logFile: string): Promise<void> => {
  let how: string | undefined
  void ended(child).then((code) => {
    how = code
  })
  const answers = async () => {
    if (how !== undefined) return true
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
    client.on('error', () => undefined)
    return client.connect().then(
      () => client.end().then(() => true),
      () => false,
    )
  }
  const ready = await waitFor(answers, READY_DEADLINE_MS, 50)
  if (ready && how === undefined) return
  child.kill('SIGKILL')
  const said = (await readFile(logFile, 'utf8').catch(() => '')).trim().split('\n').slice(-5).join('\n')
  const what = how === undefined ? `did not answer within ${READY_DEADLINE_MS / 1000} s` : `ended at once (${how})`
  throw new Error(`Postgres ${what}. Its data is untouched; its log is ${logFile}:\n${said}`)
}

const createDatabase = async (adminUrl: string): Promise<void> => {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`create database ${DATABASE}`)
  } finally {
    await client.end()
  }
}

/** @throws Error saying what failed and what to do */
export const startPostgres = async (options: PostgresOptions): Promise<EmbeddedPostgres> => {
  const dir = resolve(options.dir)
  await mkdir(dir, { recursive: true })
  const place = await postgresPlace(join(dir, 'data'))
  const keptFile = join(dir, 'access.json')
  const kept = await readKept(keptFile)
  const password = kept.password ?? randomBytes(18).toString('base64url')
  await endForerunner(place.dataDir)
  const port = await freePort(kept.port)
  await writeFile(keptFile, JSON.stringify({ port, password }), { mode: 0o600 })
  await initialise(place, password)

  const child = await launch(place, port, options)
  const pid = child.pid!
  const unguard = guard(pid, 'INT', 2)
  let expected = false
  void ended(child).then((how) => {
    unguard()
    if (!expected) options.onDeath?.(how)
  })
  const urlOf = (database: string) => `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`
  await awaitReady(child, urlOf('postgres'), options.logFile ?? join(dir, 'postgres.log'))
  await createDatabase(urlOf('postgres'))

  const end = (polite: NodeJS.Signals) => async () => {
    expected = true
    const identity = await identityOf(pid)
    if (identity) await endProcess(identity, { polite, deadlineMs: STOP_DEADLINE_MS })
    await ended(child)
  }
  return { url: urlOf(DATABASE), pid, moved: place.moved, stop: end('SIGINT'), kill: end('SIGKILL') }
}
