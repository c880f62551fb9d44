/**
 * A clock for each run, so that what a worker remembers ages the same whenever the run is repeated. Time passes only
 * when somebody waits, and then at once: whoever sets a timer in a run goes on in the next moment, that much later.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

const clocks = new AsyncLocalStorage<Clock>()

export class Clock {
  #now = 1

  pass(ms: number): void {
    this.#now += ms
  }
  now(): number {
    return this.#now
  }
  /** Everything that `work` starts lives by this clock. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return clocks.run(this, work)
  }
}

/** Outside of runs, and for everything else that asks for the time, nothing changes. Gives what undoes it. */
export const installClocks = (): (() => void) => {
  const { setTimeout } = globalThis
  const now = performance.now.bind(performance)
  const inRun = (work: () => void, ms = 0, ...rest: unknown[]) => {
    const clock = clocks.getStore()
    if (!clock) return setTimeout(work, ms, ...rest)
    clock.pass(ms)
    queueMicrotask(work)
    return undefined
  }
  globalThis.setTimeout = inRun as typeof setTimeout
  performance.now = () => clocks.getStore()?.now() ?? now()
  return () => {
    globalThis.setTimeout = setTimeout
    performance.now = now
  }
}
