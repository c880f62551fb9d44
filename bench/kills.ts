/**
 * `kills`: ten workers are killed with SIGKILL, at moments and in an order that a seed gives, while a backlog goes through
 * the pipeline and files go to the simulator. The books must balance at the end, and Zuora hold each booked row once.
 * Standing still: from the kill until one of the dead worker's cursors moved again, as Postgres shows it. A relay's cursor
 * moves once a second only (R28): of it, until its log says that what it read first is acknowledged.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { USAGE_TOPICS } from '../domain/pipeline.ts'
import { FIRST_BATCH } from '../server/kafka/figures.ts'
import { until } from '../server/testing/index.ts'
import { Random } from '../simulators/traffic/random.ts'
import type { Stack } from '../test/stack.ts'
import { type Bench, EVENTS_DEFAULT } from './bench.ts'
import { checkBooks, preload, preparedStack, startTogether } from './pipeline.ts'
import { ask, awaitBalanced, awaitBooked } from './progress.ts'
import { median, rounded } from './report.ts'
import { benchTraffic } from './traffic.ts'
import { watchedWorkers } from './workers.ts'

const KILLS = 10
const SEED_DEFAULT = 11
const CSV_MAX_AGE_SECONDS = 20
/** Workers run and have work by now. */
const FIRST_KILL_MS = 3_000
const PAUSE_MS = { least: 500, most: 3_500 }
/** What must be true: each costs less than this. */
const STANDING_STILL_MAX_MS = 2_000
const STREAMS = ['usage-relay', 'submission-filter', 'csv-builder', 'csv-bookkeeper']

type Kill = {
  readonly instance: string
  readonly stoodStillMs: number
  /** Processes that stood by, loaded, at that moment. */
  readonly standbys: number
}

const read = async (stack: Stack, instance: string): Promise<number> => {
  const [processor, site] = instance.split('@')
  const rows = await ask<{ n: number }>(
    stack,
    `select coalesce(sum(next_offset), 0)::bigint as n from stream_cursor
      where processor = '${processor}' and site = '${site}'`,
  )
  return Number(rows[0]?.n)
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** When (Unix ms) an instance last said that its first batch is done. */
const firstBatchAt = (stack: Stack, instance: string): number => {
  const lines = readFileSync(join(stack.dir, 'logs', `${instance}.log`), 'utf8').split('\n')
  const said = lines.findLast((line) => line.includes(FIRST_BATCH))
  return said ? (JSON.parse(said) as { time: number }).time : 0
}

/** Resolves with the milliseconds from the kill until the instance went on. */
const wentOn = async (stack: Stack, instance: string, killedAt: number): Promise<number> => {
  const waiting = { deadlineMs: 60_000, everyMs: 20, what: `${instance} to go on after it was killed` }
  if (instance.startsWith('usage-relay')) {
    await until(() => firstBatchAt(stack, instance) > killedAt, waiting)
    return firstBatchAt(stack, instance) - killedAt
  }
  // What the process had sent before it died may still commit.
  await pause(50)
  const before = await read(stack, instance)
  await until(async () => (await read(stack, instance)) > before, waiting)
  return Date.now() - killedAt
}

/** Cursors of the slowest, the relays', move once a second. */
const MOVES_WITHIN_MS = 1_500
const moves = async (stack: Stack, instance: string): Promise<boolean> => {
  const before = await read(stack, instance)
  for (const from = performance.now(); performance.now() - from < MOVES_WITHIN_MS; await pause(20))
    if ((await read(stack, instance)) > before) return true
  return false
}

/** Events that a relay must still have before it, or it may have read all before it is killed: it reads some 65,000 a second. */
const LEFT_LEAST = 150_000
const leftToRelay = async (stack: Stack, instance: string): Promise<number> => {
  const site = instance.split('@')[1]!
  const admin = await stack.hydro.admin(site)
  const topics = await Promise.all(USAGE_TOPICS.map((topic) => admin.fetchTopicOffsets(topic)))
  const end = topics.flat().reduce((sum, { high }) => sum + Number(high), 0)
  return end - (await read(stack, instance))
}
/** Whether it has work for as long as its death is watched. */
const isAtWork = async (stack: Stack, instance: string): Promise<boolean> =>
  (!instance.startsWith('usage-relay') || (await leftToRelay(stack, instance)) >= LEFT_LEAST) &&
  (await moves(stack, instance))

const killOne = async (stack: Stack, instance: string, pid: number, standbys: number): Promise<Kill> => {
  process.kill(pid, 'SIGKILL')
  const stoodStillMs = await wentOn(stack, instance, Date.now())
  return { instance, stoodStillMs, standbys }
}

export const benchKills = async (bench: Bench): Promise<void> => {
  const { report, options } = bench
  const { events = EVENTS_DEFAULT, seed = SEED_DEFAULT } = options
  const accepted = benchTraffic(events).accepted() // worked out before: it takes as long as the run
  const { stack, stop } = await preparedStack(bench, events)
  await preload(bench, stack, events)
  const running = await startTogether(bench, stack)
  const random = new Random().reset(seed, 0)
  const between = (least: number, most: number) => least + random.below(most - least)
  let isBooked = false
  const booked = awaitBooked(stack, accepted, (text) => report.say(`kills: ${text}`)).finally(() => {
    isBooked = true
  })
  const kills: Kill[] = []
  await pause(FIRST_KILL_MS)
  while (kills.length < KILLS && !isBooked) {
    const alive = watchedWorkers(running.supervisors).filter(({ name }) => STREAMS.includes(name.split('@')[0]!))
    const { name, pid } = random.pick(alive)
    if (!(await isAtWork(stack, name))) continue
    const standbys = running.supervisors.flatMap((supervisor) => supervisor.standbyPids()).length
    const kill = await killOne(stack, name, pid, standbys)
    kills.push(kill)
    report.say(`kills: ${kill.instance} stood still for ${rounded(kill.stoodStillMs)} ms; ${standbys} stood by`)
    await pause(between(PAUSE_MS.least, PAUSE_MS.most))
  }
  await booked
  await awaitBalanced(stack, Date.now(), CSV_MAX_AGE_SECONDS)
  await checkBooks(bench, stack, events, true)
  await running.stop()
  await stop()
  const most = Math.max(...kills.map(({ stoodStillMs }) => stoodStillMs))
  report.result({
    bench: 'kills',
    events,
    seed,
    kills: kills.map((kill) => ({ ...kill, stoodStillMs: rounded(kill.stoodStillMs) })),
    books: 'balanced',
    mostMs: rounded(most),
    mostMaxMs: STANDING_STILL_MAX_MS,
    isMet: kills.length === KILLS && most <= STANDING_STILL_MAX_MS,
  })
  report.table(
    `${kills.length} of ${KILLS} kills during ${events.toLocaleString('en')} events, books balanced; ms that a worker stood still (at most ${STANDING_STILL_MAX_MS})`,
    ['', 'ms', 'stood by'],
    [
      ...kills.map(({ instance, stoodStillMs, standbys }) => [instance, rounded(stoodStillMs), standbys]),
      ['median', rounded(median(kills.map(({ stoodStillMs }) => stoodStillMs))), ''],
    ],
  )
}
