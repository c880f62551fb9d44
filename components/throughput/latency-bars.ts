import type { Latency } from '../../domain/api/throughput.ts'
import { count, duration } from '../format.ts'

type Buckets = Latency['steps'][number]['buckets']

/** From `fromMs` to `toMs`, log scale. */
export type Axis = {
  readonly fromMs: number
  readonly toMs: number
  readonly ticks: readonly { readonly words: string; readonly share: number }[]
}

const TICKS = [
  [10, '10 ms'],
  [100, '0.1 s'],
  [1_000, '1 s'],
  [10_000, '10 s'],
  [60_000, '1 min'],
  [600_000, '10 min'],
  [3_600_000, '1 h'],
  [36_000_000, '10 h'],
] as const
/** Faster than this is drawn as this: nobody looks at what one millisecond is made of. */
const LEAST_MS = 10
/** Values above the last bound are drawn as a bucket of the usual width. */
const WIDTH = 1.2

const shareOf = (ms: number, axis: { readonly fromMs: number; readonly toMs: number }): number =>
  Math.min(1, Math.max(0, Math.log(ms / axis.fromMs) / Math.log(axis.toMs / axis.fromMs)))

/** One for all steps, from the nearest tick below to the nearest above what there is. Undefined: there is nothing. */
export const axisOf = (steps: readonly { readonly buckets: Buckets }[]): Axis | undefined => {
  const all = steps.flatMap(({ buckets }) => buckets)
  if (all.length === 0) return undefined
  const least = Math.max(LEAST_MS, Math.min(...all.map(({ aboveMs }) => aboveMs)))
  const most = Math.max(...all.map(({ aboveMs, upToMs }) => upToMs ?? aboveMs * WIDTH))
  const axis = {
    fromMs: TICKS.findLast(([ms]) => ms <= least)?.[0] ?? LEAST_MS,
    toMs: TICKS.find(([ms]) => ms >= most)?.[0] ?? most,
  }
  if (axis.toMs <= axis.fromMs) axis.toMs = TICKS.find(([ms]) => ms > axis.fromMs)?.[0] ?? 2 * axis.fromMs
  return {
    ...axis,
    // The ends of the axis need no line: half of their words would be outside.
    ticks: TICKS.filter(([ms]) => ms > axis.fromMs && ms < axis.toMs).map(([ms, words]) => ({
      words,
      share: shareOf(ms, axis),
    })),
  }
}

/** As shares of the width and of the highest one of the step. */
export type Bar = { readonly left: number; readonly width: number; readonly height: number; readonly words: string }

export const barsOf = (buckets: Buckets, axis: Axis): Bar[] => {
  const most = Math.max(1, ...buckets.map(({ events }) => events))
  return buckets.map(({ aboveMs, upToMs, events }) => {
    const left = shareOf(Math.max(aboveMs, axis.fromMs), axis)
    const end = shareOf(Math.max(upToMs ?? aboveMs * WIDTH, axis.fromMs), axis)
    const seconds = (ms: number) => duration(ms / 1_000)
    return {
      left,
      width: end - left,
      // What is there is seen, however little.
      height: Math.max(0.06, events / most),
      words: `${upToMs === null ? `over ${seconds(aboveMs)}` : `${seconds(aboveMs)} to ${seconds(upToMs)}`}: ${count(events)}`,
    }
  })
}
