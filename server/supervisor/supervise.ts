/**
 * Keeps workers running: a process per instance, started again with backoff when it ends, taken out of its consumer
 * groups when it died without saying so (R8). Others stand by, loaded, and take the place of whichever ends
 * (standby.ts). Deployments with a supervisor of their own start single instances instead.
 */
import type { Writable } from 'node:stream'
import type { Site } from '../env.ts'
import type { KafkaSecurity } from '../kafka/client.ts'
import type { Instance } from './instances.ts'
import { GroupLeaver, type Membership } from './leave-groups.ts'
import type { WorkerState } from './messages.ts'
import { STANDBY, Standby } from './standby.ts'
import { SupervisedWorker } from './supervised-worker.ts'
import { Way } from './way.ts'

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
  /** Processes that stand by for whichever of these instances ends first (standby.ts); none without it. */
  readonly standby?: {
    readonly command: readonly string[]
    /** Never more than there are instances. */
    readonly count: number
    readonly serves: (instance: Instance) => boolean
  }
  /** Told of each process that begins to stand by. */
  readonly onStandby?: (pid: number) => void
}

export type Supervisor = {
  readonly status: () => InstanceStatus[]
  /** Of the processes that stand by and have loaded. */
  readonly standbyPids: () => number[]
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
  const workers: SupervisedWorker[] = []
  const standby = new Standby(options, () => workers.every(({ status }) => status.state !== 'starting'))
  const way = new Way(() => [
    ...workers.flatMap(({ status }) => (status.pid ? [{ name: status.instance, pid: status.pid }] : [])),
    ...standby.pids.map((pid) => ({ name: STANDBY, pid })),
  ])
  const onChange = (status: InstanceStatus) => {
    options.onChange?.(status)
    standby.consider()
    way.consider(status)
  }
  for (const instance of options.instances)
    workers.push(new SupervisedWorker(instance, { ...options, onChange }, standby, leaveAll, warm))
  for (const worker of workers) worker.start()
  return {
    status: () => workers.map((worker) => worker.status),
    standbyPids: () => standby.readyPids,
    restartAll: () => {
      standby.renew()
      for (const worker of workers) worker.restart()
    },
    stop: async () => {
      way.stop()
      await Promise.all([standby.stop(), ...workers.map((worker) => worker.stop())])
      await Promise.race([Promise.all(leaving), new Promise((r) => setTimeout(r, LEAVE_AT_STOP_MS).unref())])
      await leaver.close()
    },
  }
}
