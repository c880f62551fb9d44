/**
 * `pipeline`: the product's own workers from usage topics to balanced files. Events are preloaded at both sites, then the
 * workers start, the relays last. Measured from the moment at which a relay has its partitions (its first read follows at
 * once) to the last row booked, plus the time in which files were being closed and balanced after that. Left out is only
 * the wait until the last file of each partition, which is not full, is old enough to be closed. Lookup indexes are in
 * place, Postgres is durable, and the books are checked at the end: a run whose books differ is no result.
 */
import { join } from 'node:path'
import pg from 'pg'
import type { Supervisor } from '../server/supervisor/supervise.ts'
import { preloadEvents } from '../simulators/traffic/preload.ts'
import { differences, expectEvents, untilNothing, zuoraDifferences } from '../test/books.ts'
import { type Stack, sendAccounts, startStack } from '../test/stack.ts'
import { type Bench, settle } from './bench.ts'
import { type Cost, ProcessWatch, type Watched } from './processes.ts'
import { hrtimeMicros, printProfiles } from './profile.ts'
import { awaitBalanced, awaitBooked, awaitGroup } from './progress.ts'
import { benchTraffic } from './traffic.ts'
import { awaitRunning, restartsOf, startBenchWorkers, type WorkerFlags, watchedWorkers } from './workers.ts'

/** A file is full after some 50,000 rows; the last one of each partition is closed when it is this old. */
const CSV_MAX_AGE_SECONDS = 20
const RELAYS = ['usage-relay']
const DOWNSTREAM = ['account-directory', 'submission-filter', 'csv-builder', 'csv-bookkeeper']
const JOBS = ['dead-letter-desk', 'lag-monitor']
const BOOKS_DEADLINE_MS = 60_000

export type PipelineResult = {
  readonly events: number
  readonly booked: number
  /** What events per second is counted over: `bookedSeconds` + `closingSeconds`. */
  readonly seconds: number
  readonly bookedSeconds: number
  readonly closingSeconds: number
  readonly eventsPerSecond: number
  readonly withZuora: boolean
  readonly books: 'balanced' | 'not checked'
  readonly costs: readonly Cost[]
}

export type PipelineOptions = WorkerFlags & { readonly withZuora?: boolean; readonly checkBooks?: boolean }

/** A fresh stack whose directory knows the accounts. */
export const preparedStack = async (
  bench: Bench,
  events: number,
  env: Record<string, string> = {},
): Promise<{ stack: Stack; stop: () => Promise<void> }> => {
  await bench.postgres()
  const stack = await startStack({ env: { CSV_MAX_AGE_SECONDS: `${CSV_MAX_AGE_SECONDS}`, ...env } })
  const stop = bench.cleanup.add('brokers and simulator', stack.stop)
  await stack.startWorkers(['account-directory'])
  await sendAccounts(stack, [...benchTraffic(events).accounts])
  await stack.stopWorkers()
  return { stack, stop }
}

export const preload = async (bench: Bench, stack: Stack, events: number): Promise<void> => {
  bench.report.say(`pipeline: putting ${events.toLocaleString('en')} events on the usage topics of two sites`)
  const kafkas = stack.sites.map(({ name }) => stack.hydro.kafka(name))
  await preloadEvents(kafkas, benchTraffic(events).events())
  await settle(await bench.postgres())
}

/** Everything but the relays, then the relays; `firstReadAt` is when one of these has its partitions. */
export const startPipeline = async (
  bench: Bench,
  stack: Stack,
  options: PipelineOptions,
): Promise<{ supervisors: Supervisor[]; firstReadAt: number; stop: () => Promise<void> }> => {
  const jobs = options.withZuora ? [...JOBS, 'zuora-submitter'] : JOBS
  const supervisors: Supervisor[] = []
  const stop = bench.cleanup.add('workers', async () => {
    await Promise.all(supervisors.map((supervisor) => supervisor.stop()))
  })
  const downstream = startBenchWorkers(stack, [...DOWNSTREAM, ...jobs], options)
  supervisors.push(downstream)
  await awaitRunning(downstream)
  const firstRead = awaitGroup(stack, 'usage-relay')
  supervisors.push(startBenchWorkers(stack, RELAYS, options))
  return { supervisors, firstReadAt: await firstRead, stop }
}

/** All of them under one supervisor, as `npm start` has them. */
export const startTogether = async (
  bench: Bench,
  stack: Stack,
): Promise<{ supervisors: Supervisor[]; stop: () => Promise<void> }> => {
  const supervisor = startBenchWorkers(stack, [...DOWNSTREAM, ...JOBS, 'zuora-submitter', ...RELAYS], {})
  const stop = bench.cleanup.add('workers', supervisor.stop)
  await awaitRunning(supervisor)
  return { supervisors: [supervisor], stop }
}

export const servers = async (bench: Bench, stack: Stack): Promise<Watched[]> => [
  ...stack.brokers.map(({ site, pid }) => ({ name: `broker ${site}`, pid })),
  { name: 'postgres', pid: (await bench.postgres()).pid, tree: true },
]

/** The queries over all rows take longer than the 15 s that a worker's transaction may. */
const withPatience = async <T>(stack: Stack, work: (patient: Stack) => Promise<T>): Promise<T> => {
  const pool = new pg.Pool({ connectionString: stack.env.DATABASE_URL, max: 2, options: '-c work_mem=256MB' })
  try {
    return await work({ ...stack, pool })
  } finally {
    await pool.end()
  }
}

/** @throws Error naming what differs from what must be */
export const checkBooks = async (bench: Bench, stack: Stack, events: number, withZuora: boolean): Promise<void> => {
  bench.report.say('pipeline: checking the books')
  await withPatience(stack, async (patient) => {
    const expected = await expectEvents(patient.pool, benchTraffic(events).events())
    await patient.pool.query('analyze') // the planner must know of a million rows that came a moment ago
    await untilNothing('a difference in the books', () => differences(patient, expected), BOOKS_DEADLINE_MS)
    if (!withZuora) return
    await untilNothing('a difference at Zuora', () => zuoraDifferences(patient), 5 * BOOKS_DEADLINE_MS)
  })
}

export const runPipeline = async (
  bench: Bench,
  events: number,
  options: PipelineOptions = {},
): Promise<PipelineResult> => {
  const { report } = bench
  const { withZuora = false } = options
  const profileFolder = bench.options.profile && !withZuora ? join(bench.folder, `profile-${Date.now()}`) : undefined
  const accepted = benchTraffic(events).accepted()
  const { stack, stop } = await preparedStack(bench, events)
  await preload(bench, stack, events)
  report.say('pipeline: starting the workers')
  const running = await startPipeline(bench, stack, { ...options, profileFolder })
  const watch = new ProcessWatch([...watchedWorkers(running.supervisors), ...(await servers(bench, stack))])
  const bookedAt = await awaitBooked(stack, accepted, (text) => report.say(`pipeline: ${text}`))
  const profiled = { from: hrtimeMicros() - (performance.now() - running.firstReadAt) * 1_000, to: hrtimeMicros() }
  const bookedAtMs = Date.now() - (performance.now() - bookedAt)
  const bookedSeconds = (bookedAt - running.firstReadAt) / 1_000
  report.say(`pipeline: all booked after ${bookedSeconds.toFixed(1)} s; waiting for the last files`)
  const closingSeconds = await awaitBalanced(stack, bookedAtMs, CSV_MAX_AGE_SECONDS)
  const costs = watch.stop()
  const restarts = restartsOf(running.supervisors)
  if (restarts.length > 0)
    throw new Error(`Workers ended during the run, which measures nothing: ${restarts.join('; ')}`)
  if (!withZuora) await running.stop() // profiles are written at the end of a process
  if (profileFolder) printProfiles(bench, profileFolder, events, profiled)
  const isChecked = options.checkBooks ?? true
  if (isChecked) await checkBooks(bench, stack, events, withZuora)
  await running.stop()
  await stop()
  const seconds = bookedSeconds + closingSeconds
  report.say(`pipeline: ${events.toLocaleString('en')} events in ${seconds.toFixed(1)} s`)
  return {
    events,
    booked: accepted,
    seconds,
    bookedSeconds,
    closingSeconds,
    eventsPerSecond: events / seconds,
    withZuora,
    books: isChecked ? 'balanced' : 'not checked',
    costs,
  }
}
