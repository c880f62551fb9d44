/** Workers as a benchmark starts them: the product's bundle under its supervisor, with a heap cap or a profiler. */
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { WorkerName } from '../domain/pipeline.ts'
import { instancesOf } from '../server/supervisor/instances.ts'
import { type Supervisor, superviseWorkers } from '../server/supervisor/supervise.ts'
import { STANDBY_FLAGS, standbyWith, workerFlags } from '../server/supervisor/worker-flags.ts'
import { until } from '../server/testing/index.ts'
import type { Stack } from '../test/stack.ts'
import type { Watched } from './processes.ts'

const BUNDLE = fileURLToPath(new URL('../dist/workers.mjs', import.meta.url))
const START_DEADLINE_MS = 120_000

export type WorkerFlags = { readonly heapMiB?: number; readonly profileFolder?: string }

const heapFlags = ({ heapMiB }: WorkerFlags): string[] => (heapMiB ? [`--max-old-space-size=${heapMiB}`] : [])

const flagsOf = (instance: string, worker: WorkerName, { heapMiB, profileFolder }: WorkerFlags): string[] => [
  ...workerFlags(worker),
  ...heapFlags({ heapMiB }),
  ...(profileFolder ? ['--cpu-prof', `--cpu-prof-dir=${join(profileFolder, instance)}`] : []),
]

/** Resolves as soon as the processes are started; `awaitRunning` tells when they run. */
export const startBenchWorkers = (stack: Stack, names: readonly string[], flags: WorkerFlags): Supervisor =>
  superviseWorkers({
    instances: instancesOf(names, stack.sites),
    command: ({ name, worker }) => {
      if (flags.profileFolder) mkdirSync(join(flags.profileFolder, name), { recursive: true })
      return [process.execPath, ...flagsOf(name, worker, flags), BUNDLE, '--instance', name]
    },
    // Not with a profiler: each instance has a folder of its own for it.
    ...(!flags.profileFolder && {
      standby: standbyWith([process.execPath, ...STANDBY_FLAGS, ...heapFlags(flags), BUNDLE, '--standby']),
    }),
    env: stack.env,
    sites: stack.sites,
    log: (instance) => createWriteStream(join(stack.dir, 'logs', `${instance}.log`), { flags: 'a' }),
  })

export const awaitRunning = async (supervisor: Supervisor): Promise<void> => {
  await until(() => supervisor.status().every(({ state }) => state === 'running'), {
    deadlineMs: START_DEADLINE_MS,
    what: 'every worker running',
    seen: () => supervisor.status(),
  })
}

export const watchedWorkers = (supervisors: readonly Supervisor[]): Watched[] =>
  supervisors
    .flatMap((supervisor) => supervisor.status())
    .flatMap(({ instance, pid }) => (pid ? [{ name: instance, pid }] : []))

/** Instances that ended on the way: a run with such is no measurement. */
export const restartsOf = (supervisors: readonly Supervisor[]): string[] =>
  supervisors
    .flatMap((supervisor) => supervisor.status())
    .filter(({ restarts }) => restarts > 0)
    .map(({ instance, restarts, lastEnd }) => `${instance} ended ${restarts} times, last ${lastEnd}`)
