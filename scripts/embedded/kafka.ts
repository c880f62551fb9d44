/** One Apache Kafka broker of one site, from its Maven artifacts, in KRaft mode with a data folder of its own. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { Kafka, logLevel } from 'kafkajs'
import { classArchive } from './class-archive.ts'
import { type BrokerPorts, jvmFlags, log4jProperties, serverProperties } from './kafka-config.ts'
import { kafkaJars } from './kafka-jars.ts'
import { freePort } from './ports.ts'
import { commandOf, ended, endProcess, guard, identityOf } from './processes.ts'
import { waitFor } from './wait.ts'

const run = promisify(execFile)
const READY_DEADLINE_MS = 60_000
/** A controlled shutdown writes what is open; past this the broker recovers from its log at the next start. */
const STOP_DEADLINE_MS = 15_000

export type BrokerOptions = {
  readonly site: string
  /** Kept between starts: data, ports, settings, log. */
  readonly dir: string
  readonly heapMb?: number
  /** Up sooner and slower for ever: for a demo and tests, not for benchmarks. */
  readonly quick?: boolean
  /** Told when the broker ends without having been asked to. */
  readonly onDeath?: (how: string) => void
}

export type EmbeddedBroker = {
  readonly site: string
  /** As in KAFKA_SITES: `127.0.0.1:20123`. */
  readonly brokers: readonly string[]
  readonly clusterId: string
  readonly pid: number
  /** Controlled shutdown. The same dir can be started again, on the same port where it is still free. */
  readonly stop: () => Promise<void>
  /** kill -9, for tests of crashes. */
  readonly kill: () => Promise<void>
}

const keptPorts = async (dir: string): Promise<Partial<BrokerPorts>> => {
  try {
    return JSON.parse(await readFile(join(dir, 'ports.json'), 'utf8')) as BrokerPorts
  } catch {
    return {}
  }
}

const choosePorts = async (dir: string): Promise<BrokerPorts> => {
  const kept = await keptPorts(dir)
  const ports = { broker: await freePort(kept.broker), controller: await freePort(kept.controller) }
  await writeFile(join(dir, 'ports.json'), JSON.stringify(ports))
  return ports
}

const clusterIdOf = async (dataDir: string): Promise<string | undefined> => {
  const meta = await readFile(join(dataDir, 'meta.properties'), 'utf8').catch(() => '')
  return /^cluster\.id=(.+)$/m.exec(meta)?.[1]?.trim()
}

/** As Kafka's tool makes them: 16 bytes in base64url, never with a dash in front, which reads as an option. */
const newClusterId = (): string => {
  const id = randomBytes(16).toString('base64url')
  return id.startsWith('-') ? newClusterId() : id
}

/** Once per data folder. */
const format = async (jars: string, dir: string): Promise<string> => {
  const dataDir = join(dir, 'data')
  const there = await clusterIdOf(dataDir)
  if (there) return there
  const id = newClusterId()
  const tool = ['-cp', `${jars}/*`, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', join(dir, 'server.properties')]
  await run('java', ['-Xmx64m', '-XX:+UseSerialGC', ...tool], { cwd: dir })
  return id
}

/** A broker of the same folder that a crashed start left behind holds the data folder's lock. */
const endForerunner = async (dir: string): Promise<void> => {
  const pid = Number(await readFile(join(dir, 'broker.pid'), 'utf8').catch(() => '0'))
  if (!pid || !(await commandOf(pid)).includes(join(dir, 'server.properties'))) return
  const identity = await identityOf(pid)
  if (identity) await endProcess(identity, { deadlineMs: STOP_DEADLINE_MS })
}

const answers = async (brokers: string[]): Promise<boolean> => {
  const kafka = new Kafka({ clientId: 'hydrometer-start', brokers, logLevel: logLevel.NOTHING, retry: { retries: 0 } })
  const admin = kafka.admin({ retry: { retries: 0 } })
  try {
    await admin.connect()
    return (await admin.describeCluster()).brokers.length > 0
  } catch {
    return false
  } finally {
    await admin.disconnect().catch(() => undefined)
  }
}

const lastLines = async (file: string, lines = 5): Promise<string> =>
  (await readFile(file, 'utf8').catch(() => '')).trim().split('\n').slice(-lines).join('\n')

const awaitReady = async (child: ChildProcess, brokers: string[], dir: string, site: string): Promise<void> => {
  let how: string | undefined
  void ended(child).then((code) => {
    how = code
  })
  const ready = await waitFor(async () => how !== undefined || (await answers(brokers)), READY_DEADLINE_MS)
  if (ready && how === undefined) return
  child.kill('SIGKILL')
  const said = (await lastLines(join(dir, 'console.log'))) || (await lastLines(join(dir, 'broker.log')))
  const what = how === undefined ? `did not answer within ${READY_DEADLINE_MS / 1000} s` : `ended at once (${how})`
  throw new Error(
    `The Kafka broker of ${site} ${what}. Its data is kept in ${dir}; broker.log there says why:\n${said}`,
  )
}

/** @throws Error saying what failed, where its log is and what to do */
export const startBroker = async (options: BrokerOptions): Promise<EmbeddedBroker> => {
  const { site, heapMb = 256, quick = false, onDeath } = options
  const dir = resolve(options.dir)
  await mkdir(dir, { recursive: true })
  const jars = await kafkaJars()
  await endForerunner(dir)
  const ports = await choosePorts(dir)
  await writeFile(join(dir, 'server.properties'), serverProperties(join(dir, 'data'), ports))
  await writeFile(join(dir, 'log4j2.properties'), log4jProperties(join(dir, 'broker.log')))
  const clusterId = await format(jars, dir)

  const archive = classArchive(jars)
  const logging = `-Dlog4j2.configurationFile=${join(dir, 'log4j2.properties')}`
  const main = ['-cp', `${jars}/*`, 'kafka.Kafka', join(dir, 'server.properties')]
  // A group of its own: Ctrl-C in a terminal must not reach the broker before the workers have stopped.
  const child = spawn('java', [...jvmFlags(heapMb, quick), ...archive.flags, logging, ...main], {
    cwd: dir,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const console = createWriteStream(join(dir, 'console.log'))
  child.stdout?.pipe(console, { end: false })
  child.stderr?.pipe(console, { end: false })
  await new Promise<void>((ok, fail) => {
    child.once('spawn', ok)
    child.once('error', (error) =>
      fail(new Error(`Java could not be started: ${error.message}. Install Java 17 or later.`)),
    )
  })
  const pid = child.pid!
  const unguard = guard(pid, 'TERM', 0)
  await writeFile(join(dir, 'broker.pid'), `${pid}`)

  let expected = false
  void ended(child).then((how) => {
    console.end()
    unguard()
    if (!expected) onDeath?.(how)
  })
  const brokers = [`127.0.0.1:${ports.broker}`]
  await awaitReady(child, brokers, dir, site)

  const end = (polite: NodeJS.Signals) => async () => {
    expected = true
    const identity = await identityOf(pid)
    if (identity) await endProcess(identity, { polite, deadlineMs: STOP_DEADLINE_MS })
    const how = await ended(child)
    // 143: Java's own exit code after SIGTERM.
    await archive.settle(how === '143' || how === '0')
  }
  return { site, brokers, clusterId, pid, stop: end('SIGTERM'), kill: end('SIGKILL') }
}
