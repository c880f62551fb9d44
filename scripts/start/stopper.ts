/** Stops what was started, in order, once: when a person asks, when a step fails, when npm dies. */
import type { Progress } from '../bootstrap/progress.mjs'

type Entry = { readonly order: number; readonly name: string; readonly stop: () => Promise<unknown> }

/** npm that was killed hard leaves us without a parent to tell. */
const PARENT_CHECK_MS = 2_000

export class Stopper {
  /** Resolves when all is stopped. */
  readonly stopped: Promise<void>
  private markStopped: () => void = () => undefined
  private entries: Entry[] = []
  private stopping?: Promise<void>
  private readonly watch: NodeJS.Timeout
  private interrupt: (error: Error) => void = () => undefined
  private readonly interrupted: Promise<never>

  constructor(private readonly progress: Progress) {
    this.stopped = new Promise((resolve) => {
      this.markStopped = resolve
    })
    this.interrupted = new Promise((_resolve, reject) => {
      this.interrupt = reject
    })
    this.interrupted.catch(() => undefined)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.asked(signal))
    const parent = process.ppid
    const startedByNpm = process.env.npm_lifecycle_event !== undefined
    this.watch = setInterval(() => {
      if (startedByNpm && process.ppid !== parent) this.asked('npm, which ended')
    }, PARENT_CHECK_MS)
  }

  add(order: number, name: string, stop: () => Promise<unknown>): void {
    this.entries.push({ order, name, stop })
  }

  /** A start step that is still under way ends at once when a person asks to stop. */
  unlessStopped<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.interrupted])
  }

  private asked(by: string): void {
    if (this.stopping) {
      this.progress.say('  … still stopping; each part gets some seconds to end in order')
      return
    }
    this.progress.say(by === 'SIGINT' ? '\nStopping' : `\nStopping (${by})`)
    this.interrupt(new Error('Stopped before it was ready.'))
    void this.stop()
  }

  stop(): Promise<void> {
    this.stopping ??= this.stopAll()
    return this.stopping
  }

  private async stopAll(): Promise<void> {
    const orders = [...new Set(this.entries.map((e) => e.order))].sort((a, b) => a - b)
    for (const order of orders) {
      const together = this.entries.filter((e) => e.order === order)
      const name = together.map((e) => e.name).join(', ')
      const work = () => Promise.allSettled(together.map((e) => e.stop()))
      if (name) await this.progress.step(`Stopped ${name}`, work)
      else await work()
    }
    clearInterval(this.watch)
    this.markStopped()
  }
}
