/** One worker process: started, listened to, started again when it ends, and stopped. */
import type { ChildProcess } from 'node:child_process'
import { Backoff } from './backoff.ts'
import type { Instance } from './instances.ts'
import type { Membership } from './leave-groups.ts'
import { parseWorkerMessage, type WorkerMessage } from './messages.ts'
import { outputTo, spawnWorker } from './spawn-worker.ts'
import type { Standby } from './standby.ts'
import type { InstanceStatus, SuperviseOptions } from './supervise.ts'

/** A worker finishes what it holds within SHUTDOWN_DEADLINE_MS (10 s) of limits.ts; a little more is left for exit. */
const STOP_DEADLINE_MS = 13_000

export class SupervisedWorker {
  status: InstanceStatus
  private child?: ChildProcess
  private readonly memberships = new Map<string, Membership>()
  private readonly backoff = new Backoff()
  private stopping = false
  /** Since it was started: it said that it does its work. */
  private hasRun = false
  private restartAsked = false
  private timer?: NodeJS.Timeout
  private whenEnded: Promise<void> = Promise.resolve()

  constructor(
    readonly instance: Instance,
    private readonly options: SuperviseOptions,
    private readonly standby: Standby,
    private readonly onDeath: (memberships: Membership[]) => void,
    private readonly onJoin: (membership: Membership) => void,
  ) {
    this.status = { instance: instance.name, state: 'starting', message: '', restarts: 0, since: new Date() }
  }

  start(): void {
    const { command, env, log } = this.options
    const startedAt = Date.now()
    const child = this.standby.take(this.instance) ?? spawnWorker(command(this.instance), env)
    this.child = child
    outputTo(child, log?.(this.instance.name))
    this.hasRun = false
    this.change({ state: 'starting', message: '', pid: child.pid })
    child.on('message', (value) => this.hear(parseWorkerMessage(value)))
    this.whenEnded = new Promise((resolve) => {
      let over = false
      const onEnd = (how: string) => {
        if (over) return
        over = true
        this.ended(how, Date.now() - startedAt)
        resolve()
      }
      child.once('exit', (code, signal) => onEnd(signal ?? `exit code ${code}`))
      child.once('error', (error) => onEnd(error.message))
    })
  }

  private change(part: Partial<InstanceStatus>): void {
    const since = part.state && part.state !== this.status.state ? new Date() : this.status.since
    this.status = { ...this.status, ...part, since }
    this.options.onChange?.(this.status)
  }

  private hear(message: WorkerMessage | undefined): void {
    if (!message) return
    const key = 'groupId' in message ? `${message.site}/${message.groupId}` : ''
    switch (message.type) {
      case 'joined':
        this.memberships.set(key, message)
        this.onJoin(message)
        break
      case 'left':
        this.memberships.delete(key)
        break
      case 'state':
        this.hasRun ||= message.state === 'running'
        this.change({ state: message.state, message: message.message })
    }
  }

  private ended(how: string, ranForMs: number): void {
    this.child = undefined
    const left = [...this.memberships.values()]
    this.memberships.clear()
    // Harmless for one that left by itself; 20 s of standing still saved for one that did not.
    if (left.length > 0) this.onDeath(left)
    if (this.stopping) {
      this.change({ state: 'stopped', message: how, pid: undefined })
      return
    }
    const wait = this.restartAsked ? 0 : this.backoff.next(ranForMs, how === 'SIGKILL' && this.hasRun)
    const message = this.restartAsked ? 'restarted on request' : `ended (${how}); starts again in ${wait / 1000} s`
    this.restartAsked = false
    this.change({ state: 'stopped', message, pid: undefined, restarts: this.status.restarts + 1, lastEnd: how })
    if (wait === 0) this.start()
    else this.timer = setTimeout(() => this.start(), wait)
  }

  /** SIGTERM, and the process starts again once it has ended: for changed code. */
  restart(): void {
    this.restartAsked = true
    this.child?.kill('SIGTERM')
  }

  /** SIGTERM, the deadline, SIGKILL. */
  async stop(): Promise<void> {
    this.stopping = true
    clearTimeout(this.timer)
    const { child } = this
    if (!child) return
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), this.options.stopDeadlineMs ?? STOP_DEADLINE_MS)
    await this.whenEnded
    clearTimeout(timer)
  }
}
