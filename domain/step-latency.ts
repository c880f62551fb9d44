/**
 * How long after its record an event reaches each step of the pipeline, by product and by the site that it comes from. All
 * steps are measured from the same zero, the record time of the usage event, which every hop keeps (decision 5), so that the
 * difference of two steps is what lies between them. An event is measured when it reaches a step for the first time.
 */
import { BUCKETS, bucketOf, type Histogram, middleOf } from './histogram.ts'

export const LATENCY_STEPS = [
  { step: 'relayed', worker: 'usage-relay', words: 'the home broker has its line item' },
  { step: 'decided', worker: 'submission-filter', words: 'accepted or rejected' },
  { step: 'in_file', worker: 'csv-builder', words: 'a row of a file, and announced' },
  { step: 'booked', worker: 'csv-bookkeeper', words: 'its place is recorded' },
  { step: 'submitted', worker: 'zuora-submitter', words: 'Zuora took its file' },
] as const
export type LatencyStep = (typeof LATENCY_STEPS)[number]['step']

/** Products are those of the catalogue and sites those of the installation: a handful. What is beyond counts as ''. */
export const LATENCY_CELLS_MAX = 64

/** What an event is measured as. '' where nobody said: announcements of an earlier release. */
export type MeasuredAs = { readonly product: string; readonly site: string }

/** Without the zeros before its first count and after its last: what is stored and reported. */
export type LatencyCell = MeasuredAs & {
  readonly first: number
  readonly counts: number[]
  readonly sum_ms: number
}

type Cell = MeasuredAs & { readonly counts: Float64Array; sumMs: number }

/** On the hot path: an observation looks through a handful of cells and adds to two numbers. */
export class StepLatency {
  readonly #cells: Cell[] = []
  #last: Cell | undefined

  #cellOf(product: string, site: string): Cell {
    const last = this.#last
    // Texts of a batch are the same objects nearly always, so that comparing them is comparing addresses.
    if (last && last.product === product && last.site === site) return last
    for (const cell of this.#cells)
      if (cell.product === product && cell.site === site) {
        this.#last = cell
        return cell
      }
    if (this.#cells.length >= LATENCY_CELLS_MAX && (product !== '' || site !== '')) return this.#cellOf('', '')
    const cell = { product, site, counts: new Float64Array(BUCKETS), sumMs: 0 }
    this.#cells.push(cell)
    this.#last = cell
    return cell
  }

  /** `events` that reached the step `ms` milliseconds after their record; clocks that differ count as at once. */
  observe(product: string, site: string, ms: number, events = 1): void {
    const cell = this.#cellOf(product, site)
    cell.counts[bucketOf(ms)]! += events
    if (ms > 0) cell.sumMs += ms * events
  }

  /** What was observed here is observed there, and no longer here. */
  moveTo(other: StepLatency): void {
    for (const { product, site, counts, sumMs } of this.#cells) {
      const cell = other.#cellOf(product, site)
      for (let bucket = 0; bucket < BUCKETS; bucket++) cell.counts[bucket]! += counts[bucket]!
      cell.sumMs += sumMs
    }
    this.#cells.length = 0
    this.#last = undefined
  }

  cells(): LatencyCell[] {
    return this.#cells.flatMap(({ product, site, counts, sumMs }) => {
      const trimmed = trimmedCounts(counts)
      return trimmed ? [{ product, site, ...trimmed, sum_ms: sumMs }] : []
    })
  }
}

/** Undefined: there are none. */
export const trimmedCounts = (counts: ArrayLike<number>): { first: number; counts: number[] } | undefined => {
  let first = 0
  while (first < counts.length && counts[first] === 0) first++
  if (first === counts.length) return undefined
  let end = counts.length
  while (counts[end - 1] === 0) end--
  return { first, counts: Array.prototype.slice.call(counts, first, end) }
}

export const wholeHistogram = (cell: Pick<LatencyCell, 'first' | 'counts' | 'sum_ms'>): Histogram => ({
  counts: [...Array<number>(cell.first).fill(0), ...cell.counts],
  sum_ms: cell.sum_ms,
})

/** What was observed between two readings of one process; after a restart, which has less, all of it. */
export const cellsSince = (now: readonly LatencyCell[], before: readonly LatencyCell[]): LatencyCell[] => {
  const total = (cells: readonly LatencyCell[]) =>
    cells.reduce((sum, { counts }) => sum + counts.reduce((all, n) => all + n, 0), 0)
  if (total(now) < total(before)) return [...now]
  return now.flatMap((cell) => {
    const was = before.find(({ product, site }) => product === cell.product && site === cell.site)
    if (!was) return [cell]
    const counts = cell.counts.map((n, i) => Math.max(0, n - (was.counts[cell.first + i - was.first] ?? 0)))
    const trimmed = trimmedCounts(counts)
    if (!trimmed) return []
    return [
      {
        ...cell,
        first: cell.first + trimmed.first,
        counts: trimmed.counts,
        sum_ms: Math.max(0, cell.sum_ms - was.sum_ms),
      },
    ]
  })
}

/**
 * What was so old at one moment is older later: each bucket by its middle, so that a value is at most as wrong as a bucket
 * is wide.
 */
export const observeLater = (latency: StepLatency, cells: readonly LatencyCell[], laterMs: number): void => {
  for (const { product, site, first, counts } of cells)
    for (const [i, events] of counts.entries())
      if (events > 0) latency.observe(product, site, middleOf(first + i) + laterMs, events)
}
