/**
 * When positions of a stream were reached, kept small: a run is positions without a gap over at most a minute, with an entry
 * for each second in which something was reached. So a time is known to the second and later than the truth, never earlier:
 * "by 10:04:07". What there is at most is a matter of time, not of volume.
 */
export type TimeRun = {
  readonly startedMs: number
  /** The first position in it. */
  readonly first: number
  /** One after the last position of each entry, less `first`; rising. */
  readonly ends: number[]
  /** By when the positions of each entry were reached: milliseconds after `startedMs`. */
  readonly byMs: number[]
  /** The same of an earlier step, for who has one; may be below zero. */
  readonly beforeMs: number[]
  /** When the newest entry began. */
  entryMs: number
}

export type Reached = {
  readonly first: number
  /** One after the last. */
  readonly end: number
  /** Unix milliseconds. */
  readonly atMs: number
  readonly beforeAtMs?: number
}

const RUN_MS = 60_000
const ENTRY_MS = 1_000
const ENTRIES_MAX = 60

/** The run with these positions in it: `run` itself, changed, or a new one where they do not belong to it. */
export const reach = (run: TimeRun | undefined, { first, end, atMs, beforeAtMs = atMs }: Reached): TimeRun => {
  const newest = run ? run.ends.length - 1 : -1
  const isNext = run && run.first + run.ends[newest]! === first && atMs >= run.startedMs
  if (!isNext || atMs - run.startedMs >= RUN_MS) return newRun({ first, end, atMs, beforeAtMs })
  const [by, before] = [atMs - run.startedMs, beforeAtMs - run.startedMs]
  if (atMs - run.entryMs < ENTRY_MS && Math.abs(before - run.beforeMs[newest]!) < ENTRY_MS) {
    run.ends[newest] = end - run.first
    run.byMs[newest] = Math.max(by, run.byMs[newest]!)
    run.beforeMs[newest] = Math.max(before, run.beforeMs[newest]!)
    return run
  }
  if (run.ends.length === ENTRIES_MAX) return newRun({ first, end, atMs, beforeAtMs })
  run.ends.push(end - run.first)
  run.byMs.push(by)
  run.beforeMs.push(before)
  run.entryMs = atMs
  return run
}

const newRun = ({ first, end, atMs, beforeAtMs }: Required<Reached>): TimeRun => ({
  startedMs: atMs,
  first,
  ends: [end - first],
  byMs: [0],
  beforeMs: [beforeAtMs - atMs],
  entryMs: atMs,
})

/** By when a position was reached, in Unix milliseconds; undefined: the run does not have it. */
export const reachedBy = (
  run: Pick<TimeRun, 'startedMs' | 'first' | 'ends' | 'byMs'> & { readonly beforeMs?: readonly number[] },
  position: number,
): { readonly byMs: number; readonly beforeMs: number } | undefined => {
  if (position < run.first) return undefined
  const entry = run.ends.findIndex((end) => position < run.first + end)
  if (entry < 0) return undefined
  const byMs = run.startedMs + run.byMs[entry]!
  return { byMs, beforeMs: run.beforeMs ? run.startedMs + run.beforeMs[entry]! : byMs }
}
