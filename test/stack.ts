/**
 * The whole pipeline with real parts, for tests and benchmarks: two brokers of its own, a fresh database, the Zuora
 * simulator, and workers as processes under the real supervisor, so that any of them can be killed.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { chmodSync, createWriteStream, mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildBundles, whatToBuild } from '../scripts/build.mjs'
import { freePort } from '../scripts/embedded/ports.ts'
import { prepareServers } from '../scripts/prepare-servers.ts'
import { parseEnvironment, requireSites, type Site } from '../server/env.ts'
import { connectKafka, type Hydro } from '../server/kafka/client.ts'
import { openPool, type Pool } from '../server/postgres/pool.ts'
import { instancesOf } from '../server/supervisor/instances.ts'
import { type Supervisor, superviseWorkers } from '../server/supervisor/supervise.ts'
import { STANDBY_FLAGS, standbyWith, workerFlags } from '../server/supervisor/worker-flags.ts'
import {
  type EmbeddedBroker,
  type EmbeddedPostgres,
  emptyDatabase,
  type FreshDatabase,
  startBroker,
  startPostgres,
  until,
} from '../server/testing/index.ts'
import { accountRecord, knownAtStart } from '../simulators/traffic/accounts.ts'
import type { makePopulation } from '../simulators/traffic/population.ts'
import { connectProducer } from '../simulators/traffic/preload.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DEADLINE_MS = 60_000

export type Stack = {
  readonly dir: string
  readonly env: Record<string, string>
  readonly sites: readonly Site[]
  readonly hydro: Hydro
  readonly brokers: readonly EmbeddedBroker[]
  pool: Pool
  readonly zuoraUrl: string
  readonly workers: () => Supervisor
  /** Starts these workers (all by default) and waits until each reports that it runs. */
  startWorkers(names?: readonly string[], options?: { awaitRunning?: boolean }): Promise<void>
  stopWorkers(): Promise<void>
  /** A second, empty database for the same brokers (R21); the workers must be stopped. */
  replaceDatabase(): Promise<void>
  restartBroker(site: string): Promise<void>
  /** Only with `ownPostgres`. */
  stopPostgres(): Promise<void>
  startPostgres(): Promise<void>
  /** A second process of an instance, outside of the supervisor. */
  startExtra(instance: string): ChildProcess
  pidOf(instance: string): number
  stop(): Promise<void>
}

export type StackOptions = {
  readonly env?: Record<string, string>
  readonly heapMb?: number
  /** A Postgres of its own, to stop and start; the tests' shared one otherwise. */
  readonly ownPostgres?: boolean
}

const startSimulator = async (env: Record<string, string>, dir: string): Promise<ChildProcess> => {
  const child = spawn(process.execPath, [join(ROOT, 'dist/zuora-simulator.mjs'), '--accounts-from-kafka'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log = createWriteStream(join(dir, 'zuora-simulator.log'))
  child.stdout?.pipe(log, { end: false })
  child.stderr?.pipe(log, { end: false })
  await until(async () => (await fetch(`${env.ZUORA_BASE_URL}/simulator/counts`)).ok, {
    deadlineMs: DEADLINE_MS,
    what: 'the Zuora simulator answering',
  })
  return child
}

export const startStack = async (options: StackOptions = {}): Promise<Stack> => {
  const stale = whatToBuild().bundles
  if (stale) await buildBundles(stale)
  const dir = await mkdtemp(join(tmpdir(), 'hydrometer-stack-'))
  mkdirSync(join(dir, 'logs'))
  const postgresDir = await mkdtemp(join(tmpdir(), 'hydrometer-stack-pg-'))
  chmodSync(postgresDir, 0o711)
  let own: EmbeddedPostgres | undefined = options.ownPostgres
    ? await startPostgres({ dir: join(postgresDir, 'pg') })
    : undefined
  let database: FreshDatabase = await emptyDatabase(own?.url)
  const simulatorDatabase: FreshDatabase = await emptyDatabase(own?.url)
  const brokers = await Promise.all(
    ['iad', 'sea'].map((site) => startBroker({ site, dir: join(dir, site), heapMb: options.heapMb ?? 512 })),
  )
  const zuoraPort = await freePort()
  const env: Record<string, string> = {
    HYDROMETER_DATA: dir,
    DATABASE_URL: database.url,
    KAFKA_SITES: brokers.map(({ site, brokers: at }) => `${site}=${at.join(',')}`).join(';'),
    OBJECT_STORE: `file:${join(dir, 'objects')}`,
    ZUORA_BASE_URL: `http://127.0.0.1:${zuoraPort}`,
    ZUORA_CLIENT_ID: randomUUID(),
    ZUORA_CLIENT_SECRET: randomBytes(12).toString('hex'),
    ZUORA_SIMULATOR_DATABASE_URL: simulatorDatabase.url,
    ZUORA_SIMULATOR_PORT: String(zuoraPort),
    CSV_MAX_AGE_SECONDS: '5',
    LOG_LEVEL: 'info',
    ...options.env,
  }
  const parsed = () => parseEnvironment({ ...env } as NodeJS.ProcessEnv)
  await prepareServers(parsed())
  const sites = requireSites(parsed())
  const hydro = connectKafka({ sites, clientId: 'hydrometer-test' })
  const simulator = await startSimulator(env, dir)
  const postgresUrl = own?.url
  let supervisor: Supervisor | undefined
  const extras: ChildProcess[] = []
  const stack: Stack = {
    dir,
    env,
    sites,
    hydro,
    brokers,
    pool: openPool(database.url, 'test', 4),
    zuoraUrl: env.ZUORA_BASE_URL as string,
    workers: () => supervisor!,
    startWorkers: async (names = [], { awaitRunning = true } = {}) => {
      const instances = instancesOf(names, sites)
      supervisor = superviseWorkers({
        instances,
        command: ({ name, worker }) => [
          ...[process.execPath, ...workerFlags(worker), join(ROOT, 'dist/workers.mjs')],
          ...['--instance', name],
        ],
        standby: standbyWith([process.execPath, ...STANDBY_FLAGS, join(ROOT, 'dist/workers.mjs'), '--standby']),
        env,
        sites,
        log: (instance) => createWriteStream(join(dir, 'logs', `${instance}.log`), { flags: 'a' }),
      })
      if (!awaitRunning) return
      await until(() => supervisor!.status().every(({ state }) => state === 'running'), {
        deadlineMs: DEADLINE_MS,
        what: 'every worker running',
        seen: () => supervisor!.status(),
      })
    },
    stopWorkers: async () => {
      await supervisor?.stop()
      supervisor = undefined
    },
    replaceDatabase: async () => {
      await stack.pool.end()
      await database.drop()
      database = await emptyDatabase(own?.url)
      env.DATABASE_URL = database.url
      await prepareServers(parsed())
      stack.pool = openPool(database.url, 'test', 4)
    },
    restartBroker: async (site) => {
      const index = brokers.findIndex((broker) => broker.site === site)
      brokers[index] = await startBroker({ site, dir: join(dir, site), heapMb: options.heapMb ?? 512 })
    },
    stopPostgres: async () => {
      await own?.stop()
    },
    startPostgres: async () => {
      own = await startPostgres({ dir: join(postgresDir, 'pg') })
      if (own.url !== postgresUrl) throw new Error('Postgres came back at another address')
    },
    startExtra: (instance) => {
      const child = spawn(process.execPath, [join(ROOT, 'dist/workers.mjs'), '--instance', instance], {
        env: { ...process.env, ...env },
        stdio: 'ignore',
      })
      extras.push(child)
      return child
    },
    pidOf: (instance) => {
      const pid = supervisor?.status().find((status) => status.instance === instance)?.pid
      if (!pid) throw new Error(`${instance} is not running`)
      return pid
    },
    stop: async () => {
      await stack.stopWorkers()
      for (const extra of extras) extra.kill('SIGKILL')
      simulator.kill('SIGTERM')
      await hydro.disconnect()
      await stack.pool.end().catch(() => {})
      await Promise.allSettled(brokers.map((broker) => broker.stop()))
      await Promise.allSettled([database.drop(), simulatorDatabase.drop()])
      await own?.stop()
      await rm(postgresDir, { recursive: true, force: true })
      if (process.env.KEEP_STACK !== '1') await rm(dir, { recursive: true, force: true })
    },
  }
  return stack
}

/** An outage, or a sleeping process, has a length: the one thing in a test that no condition can stand for. */
export const lasts = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Sends the accounts that are known from the start, and waits until the directory has them. */
export const sendAccounts = async (stack: Stack, accounts: ReturnType<typeof makePopulation>): Promise<void> => {
  const known = knownAtStart(accounts)
  const producer = await connectProducer(stack.hydro.kafka(stack.hydro.home.name))
  await producer.send({
    topic: 'accounts.changed',
    acks: -1,
    messages: known.map((account) => accountRecord(account, 1)),
  })
  await producer.disconnect()
  await until(
    async () => {
      const { rows } = await stack.pool.query<{ n: number }>('select count(*)::int as n from account')
      return rows[0]!.n === known.length
    },
    { deadlineMs: DEADLINE_MS, what: `${known.length} accounts in the directory` },
  )
}
