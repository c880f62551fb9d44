/** Runs one instance in this process: its connections, its stream or job, its report, its end. */
import { writeSync } from 'node:fs'
import pino from 'pino'
import { PROCESSORS, type ProcessorName, processor } from '../domain/pipeline.ts'
import type { Environment } from '../server/env.ts'
import { objectStoreUrl } from '../server/env.ts'
import { openBatchSender } from '../server/kafka/batch-sender.ts'
import { FIRST_BATCH, Figures } from '../server/kafka/figures.ts'
import type { StreamProcessor } from '../server/kafka/processor.ts'
import { runStream } from '../server/kafka/stream.ts'
import { SHUTDOWN_DEADLINE_MS } from '../server/limits.ts'
import { openObjectStore } from '../server/objects/store.ts'
import { openReference } from '../server/postgres/reference.ts'
import { requireSchema } from '../server/postgres/schema-version.ts'
import { startReporting } from '../server/report.ts'
import type { Instance } from '../server/supervisor/instances.ts'
import { stopWithSupervisor, tellSupervisor, type WorkerState } from '../server/supervisor/messages.ts'
import { inWords } from '../server/world-away.ts'
import { type Connections, openConnections } from './connections.ts'
import type { RunningWorker, WorkerDeps } from './deps.ts'

/** Each is loaded where it runs: a process is up sooner, and smaller, without what only the others need. */
const STREAMS: Record<ProcessorName, () => Promise<(deps: WorkerDeps) => StreamProcessor>> = {
  'account-directory': async () => (await import('./account-directory.ts')).accountDirectory,
  'usage-relay': async () => (await import('./usage-relay.ts')).usageRelay,
  'submission-filter': async () => (await import('./submission-filter.ts')).submissionFilter,
  'csv-builder': async () => (await import('./csv-builder.ts')).csvBuilder,
  'csv-bookkeeper': async () => (await import('./csv-bookkeeper.ts')).csvBookkeeper,
  'warehouse-archiver': async () => (await import('./warehouse-archiver.ts')).warehouseArchiver,
}
/** For a process that stands by and may become any of the billing streams, which must not stand still. */
export const loadStreams = async (): Promise<void> => {
  const { 'warehouse-archiver': _, ...streams } = STREAMS
  await Promise.all(Object.values(streams).map((load) => load()))
}
const JOB_STARTERS: Record<string, (deps: WorkerDeps) => Promise<RunningWorker>> = {
  'zuora-submitter': async (deps) => (await import('./run-submitter.ts')).runSubmitter(deps),
  'dead-letter-desk': async (deps) => (await import('./dead-letter-desk.ts')).deadLetterDesk(deps),
  'lag-monitor': async (deps) => (await import('./lag-monitor.ts')).lagMonitor(deps),
}

/** How often a worker looks whether there is something to tell its supervisor, which waits for one that starts. */
const TELL_MS = 1_000
const TELL_STARTING_MS = 200

type Running = {
  readonly fatal: Promise<Error>
  state(): { state: WorkerState; message: string }
  report(): ReturnType<Figures['snapshot']>
  stop(deadlineMs: number): Promise<void>
}

const isProcessor = (name: string): name is ProcessorName => PROCESSORS.some((p) => p.name === name)

const startStream = async (deps: WorkerDeps, instance: Instance & { site: string }): Promise<Running> => {
  const sender = await openBatchSender(deps.hydro, deps.hydro.home.name)
  // With the pid and the time of every line: how long a worker that was killed stood still (bench/kills.ts).
  const figures = new Figures(() => deps.log.info(FIRST_BATCH))
  let hasJoined = false
  const stream = await runStream({
    ...deps,
    processor: (await STREAMS[processor(instance.worker as ProcessorName).name]())(deps),
    site: instance.site,
    sender,
    figures,
    onJoin: (member) => {
      hasJoined = true
      tellSupervisor({ type: 'joined', ...member })
    },
  })
  const worst: WorkerState[] = ['stopped', 'waiting', 'starting']
  return {
    fatal: stream.fatal,
    state: () => {
      const trouble = sender.trouble()
      if (trouble) return { state: 'waiting', message: trouble }
      // Without partitions it is at work once its group has given it none: there are more copies than partitions.
      if (!hasJoined) return { state: 'starting', message: '' }
      const partitions = stream.partitions()
      const state = worst.find((w) => partitions.some((run) => run.state === w)) ?? 'running'
      return { state, message: partitions.find((run) => run.state === state)?.message ?? '' }
    },
    report: () =>
      figures.snapshot(
        stream.partitions().map((run) => ({
          topic: run.source.topic,
          partition: run.source.partition,
          state: run.state,
          next_offset: String(run.nextOffset ?? 0),
          committed_offset: run.committedOffset === null ? null : String(run.committedOffset),
          ...(run.message && { message: run.message }),
          since: run.since.toISOString(),
        })),
        Math.max(0, ...stream.partitions().map((run) => run.queued)),
      ),
    stop: async (deadlineMs) => {
      await stream.stop(deadlineMs)
      await sender.disconnect().catch(() => {})
    },
  }
}

const startJob = async (deps: WorkerDeps, name: string): Promise<Running> => {
  const start = JOB_STARTERS[name]
  if (!start) throw new Error(`no worker is called ${name}`)
  const job = await start(deps)
  const figures = new Figures(undefined, job.latency)
  let counted: Record<string, number> = {}
  return {
    fatal: job.fatal,
    state: () => ({ state: 'running', message: '' }),
    report: () => {
      const now = job.figures()
      for (const [outcome, total] of Object.entries(now)) figures.count(outcome, total - (counted[outcome] ?? 0))
      counted = { ...now }
      return figures.snapshot([], 0)
    },
    stop: (deadlineMs) => job.stop(deadlineMs),
  }
}

/** Resolves with the exit status when the instance has ended. */
export const runInstance = async (
  instance: Instance,
  env: Environment,
  { pool, hydro }: Connections = openConnections(env, instance.name),
): Promise<number> => {
  const startedAt = new Date()
  const log = pino({ level: env.LOG_LEVEL, base: { worker: instance.name } })
  const deps: WorkerDeps = {
    env,
    pool,
    hydro,
    log,
    objects: openObjectStore(objectStoreUrl(env)),
    reference: openReference(pool),
  }
  // Any defect ends the process: its supervisor starts it again with backoff, and memory never outlives an error.
  const die = (error: unknown): never => {
    writeSync(2, `${instance.name} ends: ${error instanceof Error ? (error.stack ?? error.message) : error}\n`)
    process.exit(1)
  }
  process.on('uncaughtException', die)
  process.on('unhandledRejection', die)

  let asked!: () => void
  const toldToStop = new Promise<void>((resolve) => {
    asked = resolve
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, asked)
  stopWithSupervisor(asked)

  await requireSchema(pool)
  const running = isProcessor(instance.worker)
    ? await startStream(deps, { ...instance, site: instance.site ?? hydro.home.name })
    : await startJob(deps, instance.worker)
  const reporting = startReporting(pool, {
    instance: instance.name,
    worker: instance.worker,
    site: instance.site ?? hydro.home.name,
    startedAt,
    state: running.state,
    figures: running.report,
  })
  let told = ''
  let teller: NodeJS.Timeout
  const tell = () => {
    const now = running.state()
    teller = setTimeout(tell, now.state === 'starting' ? TELL_STARTING_MS : TELL_MS)
    if (told === `${now.state} ${now.message}`) return // a message wakes the supervisor, which keeps what it heard
    told = `${now.state} ${now.message}`
    tellSupervisor({ type: 'state', ...now })
  }
  tell()
  log.info('started')

  const fatal = await Promise.race([running.fatal, toldToStop])
  if (fatal instanceof Error) return die(fatal)
  clearTimeout(teller!)
  log.info('stopping')
  await running.stop(SHUTDOWN_DEADLINE_MS).catch((error) => log.error({ error: inWords(error) }, 'stopping'))
  await reporting.stop()
  await Promise.race([
    Promise.allSettled([hydro.disconnect(), pool.end()]),
    new Promise((resolve) => setTimeout(resolve, 2_000).unref()),
  ])
  return 0
}
