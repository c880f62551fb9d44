/**
 * `memory`: does a worker's peak memory grow with volume? Each run goes through a warm-up first; when a worker has done
 * its part of that, its peak is forgotten, so that what is compared is work and not start-up. Heaps are capped, as garbage
 * that nobody had to collect yet says nothing. The median of several runs per size counts.
 */
import type { Stack } from '../test/stack.ts'
import { type Bench, EVENTS_DEFAULT } from './bench.ts'
import { preload, preparedStack, startPipeline } from './pipeline.ts'
import { forgetPeak, peakMiB } from './processes.ts'
import { ask, awaitBalanced, awaitBooked } from './progress.ts'
import { median, rounded } from './report.ts'
import { benchTraffic } from './traffic.ts'
import { restartsOf, watchedWorkers } from './workers.ts'

const SMALL = 100_000
const WARM_UP = 100_000
const RUNS = 3
/** Three times what any worker holds: what is beyond is garbage that nobody had to collect yet. */
const HEAP_MIB = 128
/** What must be true: the peak of the large size is within 20 % of the small one's. */
const GROWTH_MAX = 1.2
const CSV_MAX_AGE_SECONDS = 20

const DONE = `select processor, site, sum(next_offset)::bigint as n from stream_cursor
               where topic not like '%.retry' group by processor, site`
const IN_FILES = 'select coalesce(sum(rows), 0)::bigint as n from csv_file'

const hasWarmedUp = async (stack: Stack, warmUp: number): Promise<(worker: string) => boolean> => {
  const [cursors, files] = await Promise.all([
    ask<{ processor: string; site: string; n: number }>(stack, DONE),
    ask<{ n: number }>(stack, IN_FILES),
  ])
  const done = new Map(cursors.map(({ processor, site, n }) => [`${processor}@${site}`, Number(n)]))
  // Offsets of the bookkeeper's input are events of many rows, and jobs have none: these follow the files.
  const rows = Number(files[0]?.n ?? 0)
  return (worker) => {
    if (worker.startsWith('usage-relay')) return (done.get(worker) ?? 0) >= warmUp / stack.sites.length
    if (worker.startsWith('submission-filter')) return (done.get(worker) ?? 0) >= warmUp
    return rows >= warmUp * 0.9
  }
}

const forgetAfterWarmUp = async (
  stack: Stack,
  warmUp: number,
  pids: ReadonlyMap<string, number>,
  isOver: () => boolean,
): Promise<void> => {
  const left = new Map(pids)
  while (left.size > 0 && !isOver()) {
    const warm = await hasWarmedUp(stack, warmUp)
    for (const [name, pid] of left)
      if (warm(name)) {
        forgetPeak(pid)
        left.delete(name)
      }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const runOnce = async (bench: Bench, size: number, warmUp: number, heapMiB: number): Promise<Map<string, number>> => {
  const events = warmUp + size
  const accepted = benchTraffic(events).accepted() // before the workers run: it takes minutes, and nothing else runs then
  const { stack, stop } = await preparedStack(bench, events)
  await preload(bench, stack, events)
  bench.report.say(`memory: running ${size.toLocaleString('en')} events after a warm-up, heap ${heapMiB} MiB`)
  const running = await startPipeline(bench, stack, { heapMiB })
  const pids = new Map(watchedWorkers(running.supervisors).map(({ name, pid }) => [name, pid]))
  let isOver = false
  const booked = awaitBooked(stack, accepted, (text) => bench.report.say(`memory: ${text}`))
  const ended = booked.finally(() => {
    isOver = true
  })
  await Promise.all([ended, forgetAfterWarmUp(stack, warmUp, pids, () => isOver)])
  await awaitBalanced(stack, Date.now(), CSV_MAX_AGE_SECONDS)
  const restarts = restartsOf(running.supervisors)
  if (restarts.length > 0)
    throw new Error(`Workers ended during the run; the heap may be too small: ${restarts.join('; ')}`)
  const peaks = new Map([...pids].map(([name, pid]) => [name, peakMiB(pid)]))
  await running.stop()
  await stop()
  return peaks
}

export const benchMemory = async (bench: Bench): Promise<void> => {
  const { report, options } = bench
  const { heapMiB = HEAP_MIB, warmUp = WARM_UP } = options
  const sizes = [SMALL, options.events ?? EVENTS_DEFAULT]
  const runs = options.rounds ?? RUNS
  const peaks = new Map<number, Map<string, number>[]>(sizes.map((size) => [size, []]))
  // sizes take turns, as everything that is compared here does
  for (let run = 1; run <= runs; run++)
    for (const size of sizes) {
      const found = await runOnce(bench, size, warmUp, heapMiB)
      peaks.get(size)!.push(found)
      const each = [...found].map(([worker, mib]) => `${worker} ${rounded(mib)}`).join(', ')
      report.say(`memory: run ${run} of ${runs}, ${size.toLocaleString('en')} events, MiB: ${each}`)
    }
  const [small, large] = sizes.map((size) => peaks.get(size)!)
  const rows = [...small![0]!.keys()].map((worker) => {
    const [a, b] = [small!, large!].map((list) => median(list.map((run) => run.get(worker) ?? 0)))
    return { worker, small: a!, large: b!, ratio: b! / a! }
  })
  const grown = rows.filter(({ ratio }) => ratio > GROWTH_MAX).map(({ worker }) => worker)
  const peakMiBOf = Object.fromEntries(
    rows.map((row) => [
      row.worker,
      { small: rounded(row.small), large: rounded(row.large), ratio: rounded(row.ratio, 2) },
    ]),
  )
  report.result({ bench: 'memory', sizes, runs, warmUp, heapMiB, peakMiB: peakMiBOf, grown })
  report.table(
    `Peak memory, median of ${runs}, heap ${heapMiB} MiB${grown.length > 0 ? `; GROWN: ${grown.join(', ')}` : ''}`,
    ['worker', ...sizes.map((size) => `${size.toLocaleString('en')} events, MiB`), 'ratio'],
    rows.map((row) => [row.worker, row.small, row.large, row.ratio]),
  )
}
