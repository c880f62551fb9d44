/**
 * Who runs gives way to who starts again. For as long as a worker catches up after its death, the others and the processes
 * that load to stand by take a tenth of its share of the CPU; afterwards all are equal again (decision 34). Each worker is a
 * session of its own, and Linux without control groups shares the CPU by session (/proc/PID/autogroup). Elsewhere, in
 * containers above all, nothing changes: those have shares of their own.
 */
import { writeFileSync } from 'node:fs'
import type { InstanceStatus } from './supervise.ts'

/** Ten steps of niceness are about a tenth of the share. */
const NICENESS = 10
/** After it says that it runs: its first batches go through code that is not compiled yet. */
const SETTLE_MS = 3_000
/** One that waits for a broker or for a person is not waiting for the CPU. */
const CATCH_UP_MAX_MS = 15_000
/** The kernel lets a user who is not root change one session in a tenth of a second. */
const AGAIN_MS = 110

export class Way {
  /** Instances that started again, and when that is over. */
  private readonly late = new Map<string, NodeJS.Timeout>()
  private readonly niceness = new Map<number, number>()
  private again?: NodeJS.Timeout

  /** @param pids of all that may have to give way, by instance; processes that stand by have a name of their own */
  constructor(private readonly pids: () => readonly { readonly name: string; readonly pid: number }[]) {}

  /** At every change of a worker. */
  consider({ instance, state, restarts }: InstanceStatus): void {
    if (state === 'starting' && restarts > 0) this.endAfter(instance, CATCH_UP_MAX_MS)
    else if (state === 'running' && this.late.has(instance)) this.endAfter(instance, SETTLE_MS)
    else if (state === 'stopped') this.end(instance)
    this.apply()
  }

  private endAfter(instance: string, ms: number): void {
    this.end(instance)
    const over = setTimeout(() => {
      this.end(instance)
      this.apply()
    }, ms)
    this.late.set(instance, over.unref())
  }

  private end(instance: string): void {
    clearTimeout(this.late.get(instance))
    this.late.delete(instance)
  }

  private readonly apply = (): void => {
    clearTimeout(this.again)
    const all = this.pids().map(({ name, pid }) => ({
      pid,
      wanted: this.late.size > 0 && !this.late.has(name) ? NICENESS : 0,
    }))
    for (const pid of this.niceness.keys()) if (!all.some((one) => one.pid === pid)) this.niceness.delete(pid)
    const differing = all.filter(({ pid, wanted }) => (this.niceness.get(pid) ?? 0) !== wanted)
    differing.sort((a, b) => a.wanted - b.wanted) // who is late first: it may have stood by, and given way, until now
    for (const { pid, wanted } of differing) {
      if (this.set(pid, wanted)) continue
      this.again = setTimeout(this.apply, AGAIN_MS).unref()
      return
    }
  }

  /** False: not just now. Where it cannot be set at all nothing is lost. */
  private set(pid: number, niceness: number): boolean {
    try {
      writeFileSync(`/proc/${pid}/autogroup`, String(niceness), { flag: 'r+' })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false
    }
    this.niceness.set(pid, niceness)
    return true
  }

  stop(): void {
    clearTimeout(this.again)
    for (const instance of [...this.late.keys()]) this.end(instance)
  }
}
