/**
 * Keeps workers running: a process per instance, started again with backoff when it ends, taken out of its consumer
 * groups when it died without saying so (R8). Deployments with a supervisor of their own start single instances instead.
 */
import type { Writable } from 'node:stream'
import type { Site } from '../env.ts'
import type { KafkaSecurity } from '../kafka/client.ts'
import type { Instance } from './instances.ts'
import { GroupLeaver, type Membership } from './leave-groups.ts'
import type { WorkerState } from './messages.ts'
import { SupervisedWorker } from './supervised-worker.ts'

export type InstanceStatus = {
  readonly instance: string
  readonly state: WorkerState
  readonly message: string
  readonly since: Date
  /** Undefined while it is not running. */
  readonly pid?: number
  readonly restarts: number
  /** How it ended last: a signal's name or `exit code 1`. */
  readonly lastEnd?: string
}

export type SuperviseOptions = {
  readonly instances: readonly Instance[]
  /** Program and arguments of an instance, such as `[node, 'dist/workers.mjs', '--instance', name]`. */
  readonly command: (instance: Instance) => readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly sites: readonly Site[]
  readonly security?: Partial<KafkaSecurity>
  /** Where an instance's output goes; dropped without it. */
  readonly log?: (instance: string) => Writable
  readonly onChange?: (status: InstanceStatus) => void
  readonly stopDeadlineMs?: number
}

export type Supervisor = {
  readonly status: () => InstanceStatus[]
  /** All at once, for changed code. */
  readonly restartAll: () => void
  /** Resolves when no worker is left. */
  readonly stop: () => Promise<void>
}

/** Brokers may be gone by now; then the session timeout frees the groups, as the next start finds them. */
const LEAVE_AT_STOP_MS = 2_000

export const superviseWorkers = (options: SuperviseOptions): Supervisor => {
  const leaver = new GroupLeaver(options.sites, options.security)
  const leaving = new Set<Promise<unknown>>()
  const leaveAll = (memberships: Membership[]) => {
    for (const membership of memberships) {
      const left = leaver.leave(membership).finally(() => leaving.delete(left))
      leaving.add(left)
    }
  }
  const warm = ({ site, groupId }: Membership) => void leaver.warm(site, groupId)
  const workers = options.instances.map((instance) => new SupervisedWorker(instance, options, leaveAll, warm))
  for (const worker of workers) worker.start()
  return {
    status: () => workers.map((worker) => worker.status),
    restartAll: () => {
      for (const worker of workers) worker.restart()
    },
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.stop()))
      await Promise.race([Promise.all(leaving), new Promise((r) => setTimeout(r, LEAVE_AT_STOP_MS).unref())])
      await leaver.close()
    },
  }
}
