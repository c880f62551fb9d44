/**
 * `floor`: what stock parts do on this machine, with no product code. The same bytes go through two log hops A → B → C, a
 * process each, by plain kafkajs; at the same time a third process gives two narrow tables a row per event. Measured from
 * the first batch read to the last of the three being done.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connectKafka } from '../server/kafka/client.ts'
import { type EmbeddedBroker, emptyDatabase, startBroker, until } from '../server/testing/index.ts'
import type { TrafficEvent } from '../simulators/traffic/generate.ts'
import { preloadEvents } from '../simulators/traffic/preload.ts'
import { type Bench, settle } from './bench.ts'
import { type Cost, ProcessWatch } from './processes.ts'
import { benchTraffic } from './traffic.ts'

const FOLDER = fileURLToPath(new URL('floor', import.meta.url))
const TOPICS = ['floor.a', 'floor.b', 'floor.c'] as const
/** As many as the product's topics have by default. */
const PARTITIONS = 6
/** As in the stack of the pipeline (test/stack.ts). */
const BROKER_HEAP_MB = 512

export type FloorResult = {
  readonly events: number
  readonly seconds: number
  readonly eventsPerSecond: number
  readonly secondsOf: { readonly hop1: number; readonly hop2: number; readonly inserts: number }
  readonly costs: readonly Cost[]
}

type Message = { what: 'joined' | 'ready' | 'first' | 'done'; atMs: number }

/** Resolves with the first message of that kind; rejects when the process ends without it. */
const heard = (child: ChildProcess, name: string, what: Message['what']): Promise<Message> =>
  new Promise((resolve, reject) => {
    child.on('message', (message: Message) => message.what === what && resolve(message))
    child.once('exit', (code, signal) => reject(new Error(`The floor's ${name} ended (${signal ?? code}).`)))
  })

function* toTopicA(events: Iterable<TrafficEvent>): Generator<TrafficEvent> {
  for (const event of events) yield { ...event, topic: 'floor.a' as TrafficEvent['topic'], site: 0 }
}

const fillTopicA = async (broker: EmbeddedBroker, events: Iterable<TrafficEvent>): Promise<void> => {
  const hydro = connectKafka({ sites: [{ name: 'iad', brokers: broker.brokers, isHome: true }], clientId: 'floor' })
  try {
    const admin = await hydro.admin('iad')
    const topics = TOPICS.map((topic) => ({ topic, numPartitions: PARTITIONS, replicationFactor: 1 }))
    await admin.createTopics({ topics, waitForLeaders: true })
    // The first use of a group makes a new broker create its offsets topic; that must not fall into the measured time.
    const coordinates = (groupId: string) => admin.fetchOffsets({ groupId, topics: ['floor.a'] })
    for (const topic of TOPICS)
      await until(() => coordinates(`floor-${topic}`), { deadlineMs: 60_000, what: 'a group coordinator' })
    await preloadEvents([hydro.kafka('iad')], toTopicA(events))
  } finally {
    await hydro.disconnect()
  }
}

const end = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    const force = setTimeout(() => child.kill('SIGKILL'), 3_000)
    child.once('exit', () => {
      clearTimeout(force)
      resolve()
    })
    child.kill('SIGTERM')
  })

export const runFloor = async (bench: Bench, events: number): Promise<FloorResult> => {
  const { report, cleanup } = bench
  const postgres = await bench.postgres()
  const database = await emptyDatabase()
  const dropDatabase = cleanup.add('database of the floor', database.drop)
  const dir = join(bench.folder, 'floor')
  const broker = await startBroker({ site: 'iad', dir, heapMb: BROKER_HEAP_MB })
  const stopBroker = cleanup.add('broker of the floor', broker.stop)
  report.say(`floor: putting ${events.toLocaleString('en')} events on the log`)
  await fillTopicA(broker, benchTraffic(events).events())
  await settle(postgres)

  const [a, b, c] = TOPICS
  const start = (file: string, ...args: string[]) => {
    const child = fork(join(FOLDER, file), args, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    return { child, stop: cleanup.add(file, () => end(child)) }
  }
  const address = broker.brokers[0]!
  const inserts = start('insert.mjs', database.url, `${events}`)
  await heard(inserts.child, 'inserts', 'ready')
  const hop2 = start('hop.mjs', address, b, c, `${events}`)
  await heard(hop2.child, 'second hop', 'joined')
  const hop1 = start('hop.mjs', address, a, b, `${events}`)
  const first = await heard(hop1.child, 'first hop', 'first')
  const watch = new ProcessWatch([
    { name: 'hop 1', pid: hop1.child.pid! },
    { name: 'hop 2', pid: hop2.child.pid! },
    { name: 'inserts', pid: inserts.child.pid! },
    { name: 'broker iad', pid: broker.pid },
    { name: 'postgres', pid: postgres.pid, tree: true },
  ])
  inserts.child.send('go')
  report.say('floor: running')
  const [end1, end2, end3] = await Promise.all([
    heard(hop1.child, 'first hop', 'done'),
    heard(hop2.child, 'second hop', 'done'),
    heard(inserts.child, 'inserts', 'done'),
  ])
  const costs = watch.stop()
  const secondsTo = ({ atMs }: Message) => (atMs - first.atMs) / 1_000
  for (const { stop } of [hop1, hop2, inserts]) await stop()
  await stopBroker()
  await rm(dir, { recursive: true, force: true })
  await dropDatabase()
  const secondsOf = { hop1: secondsTo(end1), hop2: secondsTo(end2), inserts: secondsTo(end3) }
  const seconds = Math.max(...Object.values(secondsOf))
  report.say(`floor: ${events.toLocaleString('en')} events in ${seconds.toFixed(1)} s`)
  return { events, seconds, eventsPerSecond: events / seconds, secondsOf, costs }
}
