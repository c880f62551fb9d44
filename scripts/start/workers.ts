/** All workers under the supervisor, each with its log; in development started again when code changes. */
import { watch } from 'node:fs'
import { join } from 'node:path'
import type { WorkerName } from '../../domain/pipeline.ts'
import type { Environment, Site } from '../../server/env.ts'
import { instancesOf } from '../../server/supervisor/instances.ts'
import { STANDBY } from '../../server/supervisor/standby.ts'
import { type InstanceStatus, type Supervisor, superviseWorkers } from '../../server/supervisor/supervise.ts'
import { STANDBY_FLAGS, standbyWith, workerFlags } from '../../server/supervisor/worker-flags.ts'
import { waitFor } from '../embedded/wait.ts'
import type { DataFolder } from './data-folder.ts'
import { nodeCommand } from './keep-running.ts'
import type { Logs } from './logs.ts'
import type { Plan } from './plan.ts'

const READY_DEADLINE_MS = 60_000
/** An editor writes several files at once. */
const DEBOUNCE_MS = 300
/** A worker whose starter died hard ends in order within this. */
const EXIT_GRACE_MS = 12_000

export const startWorkers = (options: {
  readonly plan: Plan
  readonly data: DataFolder
  readonly sites: readonly Site[]
  readonly security: Environment
  readonly env: Record<string, string>
  readonly logs: Logs
  readonly say: (text: string) => void
}): Supervisor => {
  const { plan, data, logs, say } = options
  const program = (worker: WorkerName) =>
    plan.dev
      ? ['--import', 'tsx', join(plan.root, 'workers/main.ts')]
      : [...workerFlags(worker), join(plan.root, 'dist/workers.mjs')]
  const known = new Map<string, InstanceStatus>()
  const onChange = (status: InstanceStatus) => {
    const before = known.get(status.instance)
    known.set(status.instance, status)
    if (status.pid && status.pid !== before?.pid) void data.processes.add(status.instance, status.pid)
    if (status.restarts > (before?.restarts ?? 0) && status.message !== 'restarted on request')
      say(`Worker ${status.instance} ${status.message}. Its log: ${logs.pathOf(status.instance)}`)
  }
  const supervisor = superviseWorkers({
    instances: instancesOf([], options.sites),
    command: ({ name, worker }) => nodeCommand(...program(worker), '--instance', name),
    // In development code changes all the time, and a process with old code must not become a worker.
    ...(!plan.dev && {
      standby: standbyWith(nodeCommand(...STANDBY_FLAGS, join(plan.root, 'dist/workers.mjs'), '--standby')),
    }),
    onStandby: (pid) => void data.processes.add(`${STANDBY}-${pid}`, pid),
    env: { ...options.env, HYDROMETER_EXIT_GRACE_MS: `${EXIT_GRACE_MS}` },
    sites: options.sites,
    security: options.security,
    log: logs.open,
    onChange,
  })
  return plan.dev ? restartOnChange(plan.root, supervisor, say) : supervisor
}

const restartOnChange = (root: string, supervisor: Supervisor, say: (text: string) => void): Supervisor => {
  let timer: NodeJS.Timeout | undefined
  const changed = (_event: string, file: string | null) => {
    if (!file?.endsWith('.ts') || file.endsWith('.test.ts')) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      say(`${file} changed: workers start again`)
      supervisor.restartAll()
    }, DEBOUNCE_MS)
  }
  const watchers = ['workers', 'server', 'domain'].map((folder) =>
    watch(join(root, folder), { recursive: true }, changed),
  )
  return {
    ...supervisor,
    stop: async () => {
      for (const watcher of watchers) watcher.close()
      await supervisor.stop()
    },
  }
}

/**
 * Until each says how it is: a worker that waits for something, or whose partition stopped and waits for a person, is up.
 * Those are named, because the dashboard is not open yet.
 */
export const awaitWorkers = async (supervisor: Supervisor, logs: Logs, say: (text: string) => void): Promise<void> => {
  const late = () => supervisor.status().filter((s) => s.pid === undefined || s.state === 'starting')
  if (!(await waitFor(async () => late().length === 0, READY_DEADLINE_MS))) {
    const names = late().map((s) => `${s.instance} (${s.message || s.state})`)
    throw new Error(
      `Not all workers came up within ${READY_DEADLINE_MS / 1000} s: ${names.join(', ')}. Nothing is lost; see ${logs.pathOf(late()[0]?.instance ?? 'worker')}`,
    )
  }
  for (const { instance, state, message } of supervisor.status().filter((s) => s.state !== 'running'))
    say(`  ! ${instance} ${state === 'stopped' ? 'stands still and waits for a person' : 'waits'}: ${message}`)
}
