/**
 * Processes that stand by: the workers' program loaded and connected, waiting to be told which instance it is. To start
 * Node and load its modules is half of what a killed worker stood still for where both cores are wanted (decision 26).
 */
import type { ChildProcess } from 'node:child_process'
import { Backoff } from './backoff.ts'
import type { Instance } from './instances.ts'
import { parseWorkerMessage, type RunMessage } from './messages.ts'
import { outputTo, spawnWorker } from './spawn-worker.ts'
import type { SuperviseOptions } from './supervise.ts'

/** The name under which they log until they are told who they are. */
export const STANDBY = 'standby'
/** One that loads takes CPU: a worker that has just come up catches up first. */
const SETTLED_MS = 300

type Spare = { readonly child: ChildProcess; readonly startedAt: number; isReady: boolean }

export class Standby {
  private readonly spares: Spare[] = []
  private timer?: NodeJS.Timeout
  private isOver = false
  private readonly backoff = new Backoff()
  /** Processes that were told to end and are not gone yet. */
  private readonly ending = new Set<Promise<void>>()

  /** @param isQuiet whether no worker is starting, from which a process that loads would take CPU */
  constructor(
    private readonly options: SuperviseOptions,
    private readonly isQuiet: () => boolean,
  ) {}

  /** At every change of a worker: starts a process where one is missing and nothing else starts. */
  consider = (): void => {
    if (this.mayStart()) this.timer = setTimeout(this.start, SETTLED_MS)
  }

  private mayStart(): boolean {
    const { standby, instances } = this.options
    const wanted = this.isOver ? 0 : Math.min(standby?.count ?? 0, instances.length)
    return !this.timer && this.spares.length < wanted && this.spares.every(({ isReady }) => isReady) && this.isQuiet()
  }

  private start = (): void => {
    this.timer = undefined
    const { standby, log } = this.options
    if (!standby || !this.mayStart()) return // the next change comes here again
    const spare: Spare = {
      child: spawnWorker(standby.command, this.options.env),
      startedAt: Date.now(),
      isReady: false,
    }
    const { child } = spare
    this.spares.push(spare)
    outputTo(child, log?.(STANDBY))
    child.on('message', (value) => {
      if (parseWorkerMessage(value)?.type !== 'ready') return
      spare.isReady = true
      this.consider()
    })
    child.once('exit', () => this.lost(spare))
    child.once('error', () => this.lost(spare))
    if (child.pid) this.options.onStandby?.(child.pid)
  }

  private lost(spare: Spare): void {
    if (!this.remove(spare) || this.isOver) return
    clearTimeout(this.timer)
    this.timer = setTimeout(this.start, this.backoff.next(Date.now() - spare.startedAt, spare.isReady) + SETTLED_MS)
  }

  private remove(spare: Spare): boolean {
    const at = this.spares.indexOf(spare)
    if (at >= 0) this.spares.splice(at, 1)
    return at >= 0
  }

  /**
   * The process that is to be this instance from now on, told so; undefined where none stands by. One that still loads
   * is further than a new one and is taken, too.
   */
  take(instance: Instance): ChildProcess | undefined {
    if (!this.options.standby?.serves(instance)) return undefined
    const alive = this.spares.filter(
      ({ child }) => child.connected && child.exitCode === null && child.signalCode === null,
    )
    const spare = alive.find(({ isReady }) => isReady) ?? alive[0]
    if (!spare) return undefined
    this.remove(spare)
    const { child } = spare
    for (const event of ['message', 'exit', 'error']) child.removeAllListeners(event)
    const run: RunMessage = { type: 'run', instance: instance.name }
    child.send(run, undefined, undefined, () => undefined) // one that died meanwhile is seen to exit
    return child
  }

  /** Of those that still load, too. */
  get pids(): number[] {
    return this.spares.flatMap(({ child }) => child.pid ?? [])
  }

  get readyPids(): number[] {
    return this.spares.flatMap(({ child, isReady }) => (isReady && child.pid ? [child.pid] : []))
  }

  /** For changed code: the next ones load it anew. */
  renew(): void {
    this.end()
    this.consider()
  }

  private end(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    for (const { child } of this.spares.splice(0)) {
      if (!child.pid) continue
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve())).finally(() =>
        this.ending.delete(gone),
      )
      this.ending.add(gone)
      child.kill('SIGKILL') // it holds nothing
    }
  }

  /** Resolves when no process is left. */
  async stop(): Promise<void> {
    this.isOver = true
    this.end()
    await Promise.all(this.ending)
  }
}
