/** The dashboard as it is in production, on a database that is full, brokers that answer and workers that say they live. */
import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { freePort } from '../../scripts/embedded/ports.ts'
import { ended } from '../../scripts/embedded/processes.ts'
import { awaitDashboard, dashboardCommand } from '../../scripts/start/dashboard.ts'
import { makeDemoUsers } from '../../scripts/start/demo-users.ts'
import { keepRunning } from '../../scripts/start/keep-running.ts'
import { openLogs } from '../../scripts/start/logs.ts'
import type { DemoUser } from '../../server/auth/demo-users.ts'
import { connectKafka } from '../../server/kafka/client.ts'
import { createTopics } from '../../server/kafka/create-topics.ts'
import { freshDatabase, startBroker } from '../../server/testing/index.ts'
import { type Bench, settle } from '../bench.ts'
import { fillLog } from '../lookup.ts'
import { rounded } from '../report.ts'
import { buildDatabase } from './build.ts'
import { BEATS } from './fill-lag.ts'
import { readSamples, type Samples } from './questions.ts'
import { PARTITIONS } from './streams.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SITES = ['iad', 'sea'] as const
/** As often as workers report. */
const BEAT_MS = 5_000

export type Dashboard = {
  readonly url: string
  readonly users: readonly DemoUser[]
  readonly samples: Samples
  readonly sites: readonly { name: string; isHome: boolean }[]
}

const build = async (): Promise<void> => {
  const child = spawn(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: ['ignore', 2, 2] })
  const how = await ended(child)
  if (child.exitCode !== 0) throw new Error(`The build ended with ${how}`)
}

const startLogs = async (bench: Bench) => {
  const brokers = await Promise.all(
    SITES.map(async (site) => {
      const broker = await startBroker({ site, dir: join(bench.folder, `pages-${site}`), quick: true })
      bench.cleanup.add(`broker ${site}`, broker.stop)
      return { name: site, brokers: broker.brokers, isHome: site === 'iad' }
    }),
  )
  const hydro = connectKafka({ sites: brokers, clientId: 'bench-pages' })
  await fillLog(hydro)
  await createTopics(hydro, { partitions: PARTITIONS, replication: 1 })
  await hydro.disconnect()
  return brokers
}

/** Workers that report, while the dashboard is looked at. */
const beat = (url: string): (() => Promise<void>) => {
  const client = new pg.Client({ connectionString: url })
  let last: Promise<unknown> = client.connect()
  const once = () => {
    last = last.then(async () => {
      for (const statement of BEATS) await client.query(statement)
    })
  }
  once()
  const timer = setInterval(once, BEAT_MS)
  return async () => {
    clearInterval(timer)
    await last
    await client.end()
  }
}

const serve = async (bench: Bench, databaseUrl: string, kafkaSites: string): Promise<string> => {
  const port = await freePort()
  const folder = join(bench.folder, 'pages')
  const logs = openLogs(folder)
  const kept = keepRunning({
    name: 'dashboard',
    command: dashboardCommand({ root: ROOT, dev: false }, port),
    cwd: ROOT,
    env: {
      NODE_ENV: 'production',
      KAFKAJS_NO_PARTITIONER_WARNING: '1',
      PORT: `${port}`,
      HYDROMETER_DATA: folder,
      HYDROMETER_SECRET: 'a secret of a benchmark, which nobody else uses',
      HYDROMETER_DEMO_USERS: '',
      DATABASE_URL: databaseUrl,
      KAFKA_SITES: kafkaSites,
      OBJECT_STORE: `file:${folder}/objects`,
    },
    log: logs.open('dashboard'),
    onStart: () => undefined,
    onEnd: (how) => bench.report.say(`pages: the dashboard ended (${how})`),
  })
  bench.cleanup.add('dashboard', kept.stop)
  const url = `http://127.0.0.1:${port}`
  await awaitDashboard(url, logs.pathOf('dashboard'))
  return url
}

export const startDashboard = async (bench: Bench): Promise<Dashboard> => {
  const { report, cleanup, options, folder } = bench
  report.say('pages: the production build')
  await build()
  const postgres = await bench.postgres()
  const database = await freshDatabase()
  cleanup.add('database of the pages', database.drop)
  const sites = SITES.map((name, i) => ({ name, isHome: i === 0 }))
  report.say(`pages: making ${options.lineItems.toLocaleString('en')} line items and what belongs to them`)
  const startedAt = performance.now()
  const built = await buildDatabase(database.url, options.lineItems, sites, (text) => report.say(`pages: ${text}`))
  const samples = await withClient(database.url, (client) => readSamples(client, options.lineItems))
  report.result({
    bench: 'pages-data',
    lineItems: options.lineItems,
    seconds: rounded((performance.now() - startedAt) / 1_000),
    rowsSeconds: rounded(built.rowsSeconds),
    indexSeconds: rounded(built.indexSeconds),
    gib: rounded(built.bytes / 2 ** 30, 2),
    ...(await withClient(database.url, countsOf)),
  })
  await mkdir(join(folder, 'pages'), { recursive: true })
  const users = await makeDemoUsers(database.url, join(folder, 'pages'))
  await settle(postgres)
  const brokers = await startLogs(bench)
  const kafkaSites = brokers.map(({ name, brokers: list }) => `${name}=${list.join(',')}`).join(';')
  cleanup.add('what workers report', beat(database.url))
  return { url: await serve(bench, database.url, kafkaSites), users, samples, sites }
}

const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const COUNTS = `
  select (select count(*) from csv_file)::int as files, (select count(*) from dead_letter)::int as "deadLetters",
         (select count(*) from lag_sample)::int as partitions, (select count(*) from event_count)::int as "ledgerRows",
         (select count(*) from line_item_duplicate)::int as duplicates, (select count(*) from lag_minute)::int as "lagMinutes"`
const countsOf = async (client: pg.Client) => (await client.query<Record<string, number>>(COUNTS)).rows[0]!
