/** What processes cost, as Linux counts it: CPU seconds since start and peak resident memory, from /proc. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

/** Clock ticks a second in /proc/PID/stat: 100 on every Linux that Node runs on (getconf CLK_TCK). */
const TICKS_PER_SECOND = 100

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // it ended
  }
}

type Stat = { readonly ppid: number; readonly seconds: number; readonly childrenSeconds: number }

const statOf = (pid: number): Stat | undefined => {
  const text = read(`/proc/${pid}/stat`)
  if (text === '') return undefined
  // The name, in brackets, may hold spaces; after it comes the state as field 3.
  const field = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const ticks = (from: number) => (Number(field[from]) + Number(field[from + 1])) / TICKS_PER_SECOND
  return { ppid: Number(field[1]), seconds: ticks(11), childrenSeconds: ticks(13) }
}

/** User and system time of a process and all its threads; 0 when it is gone. */
export const cpuSeconds = (pid: number): number => statOf(pid)?.seconds ?? 0

/** Of all cores since the machine started: what it used, and what it wanted and its host gave to others; 0 where nobody says. */
export const machineTicks = (): { readonly busy: number; readonly stolen: number } => {
  const ticks = read('/proc/stat').split('\n')[0]!.split(/\s+/).slice(1).map(Number)
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, stolen = 0] = ticks // idle and iowait are between
  return { busy: user + nice + system + irq + softirq, stolen }
}

export const childrenOf = (root: number): number[] => {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    const stat = pid ? statOf(pid) : undefined
    if (stat) children.set(stat.ppid, [...(children.get(stat.ppid) ?? []), pid])
  }
  const found: number[] = []
  for (const queue = [root]; queue.length > 0; ) {
    const next = children.get(queue.shift()!) ?? []
    found.push(...next)
    queue.push(...next)
  }
  return found
}

/** Of a process and everything below it, children that ended and were waited for included: it never goes down. */
export const treeCpuSeconds = (root: number): number =>
  [root, ...childrenOf(root)].reduce((sum, pid) => {
    const stat = statOf(pid)
    return sum + (stat ? stat.seconds + stat.childrenSeconds : 0)
  }, 0)

const kibOf = (text: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0)

/** Highest resident memory since the process started, or since `forgetPeak`. */
export const peakMiB = (pid: number): number => kibOf(read(`/proc/${pid}/status`), 'VmHWM') / 1024

/** The next `peakMiB` begins at what is resident now. */
export const forgetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '5')

export const residentMiB = (pid: number): number => kibOf(read(`/proc/${pid}/status`), 'VmRSS') / 1024

/** Proportional: pages that processes share count once in the sum of all of them. */
export const proportionalMiB = (pid: number): number => kibOf(read(`/proc/${pid}/smaps_rollup`), 'Pss') / 1024

/** Processes of one name: a single one, or a server with all its children. */
export type Watched = { readonly name: string; readonly pid: number; readonly tree?: boolean }

/** The kernel walks the pages of each process of the tree: five seconds apart, 60 backends of Postgres took 2 % of both cores. */
const SAMPLE_MS = 15_000

/**
 * CPU between start and stop, and peak memory: exact for a single process (the kernel keeps it), for a tree the highest
 * sum of samples `SAMPLE_MS` apart.
 */
export class ProcessWatch {
  private readonly before: Map<string, number>
  private readonly treePeak = new Map<string, number>()
  private readonly timer: NodeJS.Timeout

  constructor(private readonly watched: readonly Watched[]) {
    this.before = this.cpu()
    this.timer = setInterval(() => this.sample(), SAMPLE_MS)
    this.sample()
  }

  private cpu(): Map<string, number> {
    return new Map(this.watched.map(({ name, pid, tree }) => [name, tree ? treeCpuSeconds(pid) : cpuSeconds(pid)]))
  }

  private sample(): void {
    for (const { name, pid, tree } of this.watched) {
      if (!tree) continue
      const sum = [pid, ...childrenOf(pid)].reduce((total, each) => total + proportionalMiB(each), 0)
      this.treePeak.set(name, Math.max(this.treePeak.get(name) ?? 0, sum))
    }
  }

  stop(): Cost[] {
    clearInterval(this.timer)
    const after = this.cpu()
    return this.watched.map(({ name, pid, tree }) => ({
      name,
      cpuSeconds: after.get(name)! - this.before.get(name)!,
      peakMiB: tree ? (this.treePeak.get(name) ?? 0) : peakMiB(pid),
    }))
  }
}

export type Cost = { readonly name: string; readonly cpuSeconds: number; readonly peakMiB: number }
