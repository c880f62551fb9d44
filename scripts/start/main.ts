/** `npm start` from top to bottom: what is started, in which order, and how all of it stops again. */
import { rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DemoUser } from '../../server/auth/demo-users.ts'
import { type Environment, parseEnvironment, parseSites } from '../../server/env.ts'
import type { Progress } from '../bootstrap/progress.mjs'
import { checkDisk, requireJava, requireMaven } from '../bootstrap/requirements.mjs'
import { buildAll } from '../build.mjs'
import { hasKafkaJars } from '../embedded/kafka-jars.ts'
import { prepareServers } from '../prepare-servers.ts'
import { awaitDashboard, dashboardCommand, dashboardPort } from './dashboard.ts'
import { type DataFolder, takeDataFolder } from './data-folder.ts'
import { demoUsersFile, makeDemoUsers } from './demo-users.ts'
import { EmbeddedServers } from './embedded-servers.ts'
import { type KeptProcess, keepRunning, nodeCommand } from './keep-running.ts'
import { openLogs } from './logs.ts'
import { type Plan, planOf } from './plan.ts'
import { keptSecret } from './secret.ts'
import { Stopper } from './stopper.ts'
import { awaitWorkers, startWorkers } from './workers.ts'
import { awaitSimulator, simulatorAccess, simulatorCommand, simulatorEnv, type ZuoraAccess } from './zuora-simulator.ts'

export type StartOptions = {
  readonly root: string
  readonly dev: boolean
  readonly progress: Progress
  readonly startedAt: number
}

/** How deep what is stopped lies: low numbers first, traffic before workers before servers. */
const STOP = { traffic: 1, workers: 2, dashboard: 3, simulator: 4, kafka: 5, postgres: 6, folder: 7 } as const

const checkMachine = async (plan: Plan, progress: Progress): Promise<void> => {
  if (plan.embedded.kafka) {
    requireJava()
    if (!(await hasKafkaJars())) requireMaven()
  }
  const warning = checkDisk(plan.dataFolder)
  if (warning) progress.say(`  ! ${warning}`)
}

/** Resolves when everything was stopped, because a person asked or because a start step failed. */
export const start = async ({ root, dev, progress, startedAt }: StartOptions): Promise<void> => {
  const given = parseEnvironment()
  const plan = planOf(root, dev, given, process.env)
  await checkMachine(plan, progress)
  const port = await dashboardPort(plan)
  const data = await takeDataFolder(plan.dataFolder)
  const stopper = new Stopper(progress)
  stopper.add(STOP.folder, '', data.release)
  try {
    if (data.cleanedUp.length > 0)
      progress.say(`  ✓ Stopped what an earlier start had left running: ${data.cleanedUp.join(', ')}`)
    await startAll({ plan, given, data, port, progress, startedAt }, stopper)
  } catch (error) {
    await stopper.stop()
    throw error
  }
  await stopper.stopped
}

type Context = {
  readonly plan: Plan
  readonly given: Environment
  readonly data: DataFolder
  readonly port: number
  readonly progress: Progress
  readonly startedAt: number
}

const startAll = async (context: Context, stopper: Stopper): Promise<void> => {
  const { plan, given, data, port, progress } = context
  const logs = openLogs(data.path)
  const servers = new EmbeddedServers(plan, data, progress)
  stopper.add(STOP.kafka, 'Kafka', () => servers.stopBrokers())
  stopper.add(STOP.postgres, 'Postgres', () => servers.stopPostgres())
  const [embedded] = await stopper.unlessStopped(
    Promise.all([servers.start(), plan.dev ? undefined : buildAll(progress)]),
  )
  for (const remark of embedded.remarks) progress.say(`  ! ${remark}`)

  const databaseUrl = given.DATABASE_URL ?? embedded.databaseUrl!
  const kafkaSites = given.KAFKA_SITES ?? embedded.kafkaSites!
  const simulator = plan.embedded.zuora ? await simulatorAccess(data.path) : undefined
  const zuora = simulator?.zuora ?? zuoraOf(given)
  const env = childEnv(plan, { databaseUrl, kafkaSites, port, zuora })
  await stopper.unlessStopped(
    progress.step('Topics, tables and catalogue', () => prepareServers(parseEnvironment({ ...process.env, ...env }))),
  )

  const isDemo = plan.embedded.postgres && plan.embedded.kafka && plan.embedded.zuora
  const users = isDemo
    ? await stopper.unlessStopped(progress.step('Users', () => makeDemoUsers(databaseUrl, data.path)))
    : []

  /** A process that is kept running, with its log, its place in the register and in the order of stopping. */
  const keep = (name: string, order: number, command: string[], more: Record<string, string> = {}): KeptProcess => {
    const kept = keepRunning({
      name,
      command,
      cwd: plan.root,
      env: { ...env, ...more },
      log: logs.open(name),
      onStart: (pid) => void data.processes.add(name, pid),
      onEnd: (how, wait) =>
        progress.say(`The ${name} ended (${how}); starts again in ${wait / 1000} s. Its log: ${logs.pathOf(name)}`),
    })
    stopper.add(order, name, kept.stop)
    return kept
  }

  if (simulator) {
    keep('zuora-simulator', STOP.simulator, simulatorCommand(plan), simulatorEnv(databaseUrl, simulator))
    const ready = () => awaitSimulator(zuora.baseUrl, logs.pathOf('zuora-simulator'))
    await stopper.unlessStopped(progress.step('Zuora simulator', ready))
  }
  const sites = parseSites(kafkaSites)
  const supervisor = startWorkers({ plan, data, sites, security: given, env, logs, say: progress.say })
  stopper.add(STOP.workers, 'workers', supervisor.stop)
  keep('dashboard', STOP.dashboard, dashboardCommand(plan, port), {
    HYDROMETER_SECRET: given.HYDROMETER_SECRET ?? (await keptSecret(data.path)),
    HYDROMETER_DEMO_USERS: isDemo ? demoUsersFile(data.path) : '',
  })
  const url = `http://127.0.0.1:${port}`
  await stopper.unlessStopped(
    Promise.all([
      progress.step('Workers', () => awaitWorkers(supervisor, logs, progress.say)),
      progress.step('Dashboard', () => awaitDashboard(url, logs.pathOf('dashboard'))),
    ]),
  )
  if (plan.demoTraffic > 0) keep('demo-traffic', STOP.traffic, trafficCommand(plan))
  const { objectStore } = plan
  if (isDemo) await writeRuntime(data.path, { dashboard: url, databaseUrl, kafkaSites, zuora, objectStore, users })
  for (const line of whereToGo(context, url, kafkaSites, users)) progress.say(line)
}

const zuoraOf = (given: Environment): ZuoraAccess => ({
  baseUrl: given.ZUORA_BASE_URL!,
  clientId: given.ZUORA_CLIENT_ID!,
  clientSecret: given.ZUORA_CLIENT_SECRET!,
})

const trafficCommand = ({ root, dev }: Plan): string[] =>
  dev
    ? nodeCommand('--import', 'tsx', join(root, 'simulators/traffic/main.ts'))
    : nodeCommand(join(root, 'dist/demo-traffic.mjs'))

/** Everything embedded has an address now: every process sees the same variables as with servers of one's own. */
const childEnv = (
  plan: Plan,
  at: { databaseUrl: string; kafkaSites: string; port: number; zuora: ZuoraAccess },
): Record<string, string> => ({
  NODE_ENV: plan.dev ? 'development' : 'production',
  NEXT_TELEMETRY_DISABLED: '1',
  KAFKAJS_NO_PARTITIONER_WARNING: '1',
  PORT: `${at.port}`,
  HYDROMETER_DATA: plan.dataFolder,
  DATABASE_URL: at.databaseUrl,
  KAFKA_SITES: at.kafkaSites,
  OBJECT_STORE: plan.objectStore,
  ZUORA_BASE_URL: at.zuora.baseUrl,
  ZUORA_CLIENT_ID: at.zuora.clientId,
  ZUORA_CLIENT_SECRET: at.zuora.clientSecret,
  CSV_MAX_AGE_SECONDS: `${plan.csvMaxAgeSeconds}`,
  DEMO_TRAFFIC: `${plan.demoTraffic}`,
})

/** Contract: what scripts read instead of guessing. It exists only for the embedded demo, while it runs. */
const writeRuntime = async (folder: string, runtime: Record<string, unknown>): Promise<void> => {
  const file = join(folder, 'runtime.json')
  await writeFile(file, `${JSON.stringify(runtime, null, 2)}\n`, { mode: 0o600 })
  process.once('exit', () => rmSync(file, { force: true }))
}

const whereToGo = (
  { plan, data, startedAt }: Context,
  url: string,
  kafkaSites: string,
  users: readonly DemoUser[],
): string[] => {
  const sites = parseSites(kafkaSites).map((s) => s.name)
  const traffic =
    plan.demoTraffic > 0 ? `${plan.demoTraffic} invented events a second at ${sites.join(' and ')}` : 'no demo traffic'
  return [
    '',
    `Hydrometer is ready after ${Math.round((Date.now() - startedAt) / 1000)} s.`,
    '',
    `  Dashboard   ${url}`,
    ...signInLines(users),
    `  Usage       ${traffic}; a CSV file closes after ${plan.csvMaxAgeSeconds} s or when it is full`,
    `  Data        ${data.path} (logs in ${join(data.path, 'logs')})`,
    '  Scripts     npm run hydro -- --help',
    '',
    'Ctrl-C stops everything; the data stays.',
  ]
}

/** The page shows them, too: one click signs in. Outside the demo the first admin is made by a command. */
const signInLines = (users: readonly DemoUser[]): string[] =>
  users.length === 0
    ? ['  Sign in     the first admin: npm run hydro -- users create EMAIL --role admin']
    : users.map(
        ({ role, email, password }, index) =>
          `  ${index === 0 ? 'Sign in' : '       '}     ${role.padEnd(8)}  ${email}  ${password}`,
      )
