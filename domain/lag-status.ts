/**
 * The status of a partition by the rules that Burrow published (github.com/linkedin/Burrow, "Consumer Lag Evaluation
 * Rules"): no thresholds of lag, but what the commits of a sliding window did. Pure.
 *
 * Three things are added. Lag of less than 10 s counts as none (Burrow's `allowed-lag`, in time instead of records), or a
 * busy group that is always some records behind would warn all day. A member that holds the partition and commits
 * nothing stalls; only a partition that nobody holds stops. And more than 60 s behind warns even while it drains.
 */
import type { Status } from './api/common.ts'
import { TIME_LAG_WARN_SECONDS } from './lag.ts'

/** A commit that was seen, at most one a round: the same offset committed again is a sample too. */
export type CommitSample = {
  readonly atMs: number
  readonly offset: number
  /** Records that could be read beyond it then. */
  readonly lag: number
  readonly timeLagSeconds: number | null
}

/** Five samples of a round each: a window of 40 s for a group that commits at least that often. */
export const WINDOW_SAMPLES = 5
export const WINDOW_MS = 40_000
/** Log ends of the last rounds: lag must have been there in all of them before a partition is called stopped. */
export const RECENT_ENDS = 4
export const ALLOWED_TIME_LAG_SECONDS = 10

export type Watched = {
  readonly nowMs: number
  /** When this partition was first looked at: silence before that was not heard. */
  readonly watchedSinceMs: number
  /** Oldest first, at most WINDOW_SAMPLES. */
  readonly commits: readonly CommitSample[]
  /** Stable log ends of the last rounds, oldest first, at most RECENT_ENDS; the last one is now. */
  readonly recentEnds: readonly number[]
  readonly committed: number | null
  readonly end: number
  readonly low: number
  readonly consumable: number
  readonly timeLagSeconds: number | null
  /** Does a live member hold the partition? null: not known (a reader without a group). */
  readonly hasOwner: boolean | null
  /** Of a group that commits minutes late on purpose (domain/pipeline.ts): until then its silence says nothing. */
  readonly commitsLateSeconds?: number | undefined
}

export type Evaluation = {
  readonly status: Status
  /** Commits in the window, of WINDOW_SAMPLES. */
  readonly samples: number
  /** With fewer samples the rules about movement are not asked, and the screen says so. */
  readonly isComplete: boolean
}

const isBehind = (sample: CommitSample): boolean =>
  sample.lag > 0 && (sample.timeLagSeconds === null || sample.timeLagSeconds >= ALLOWED_TIME_LAG_SECONDS)

/** Longer silent than the whole window took: the rule of the published evaluator. */
const commitsCeased = ({ commits, nowMs, watchedSinceMs }: Watched): boolean => {
  const [first, last] = [commits[0], commits.at(-1)]
  const silentMs = nowMs - Math.max(last?.atMs ?? 0, watchedSinceMs)
  const windowMs = first && last && commits.length >= WINDOW_SAMPLES ? last.atMs - first.atMs : 0
  return silentMs > Math.max(windowMs, WINDOW_MS)
}

/** Had it read everything at some round not long ago? Then it is idle, not stopped: the records just came. */
const wasReadUpRecently = ({ recentEnds, committed }: Watched): boolean =>
  recentEnds.length < RECENT_ENDS || recentEnds.some((end) => end <= (committed ?? 0))

/**
 * Within its own wait. After a start it has as long from then on, though the first record that it has not copied is as old
 * as the time in which nothing ran: nobody has seen it get on yet. Where it stands it commits again when it starts.
 */
const isLateOnPurpose = ({ commitsLateSeconds, hasOwner, timeLagSeconds, ...seen }: Watched): boolean => {
  if (commitsLateSeconds === undefined || !hasOwner) return false
  if ((timeLagSeconds ?? 0) < commitsLateSeconds) return true
  const hasMoved = seen.commits.some(({ offset }) => offset !== seen.commits[0]?.offset)
  return !hasMoved && seen.nowMs - seen.watchedSinceMs < commitsLateSeconds * 1000
}

const statusOf = (watched: Watched, isComplete: boolean): Status => {
  const { commits, committed, consumable, timeLagSeconds, hasOwner } = watched
  // No commit yet, and something to read: a state of its own. An empty topic that nobody committed for is just empty.
  if (committed === null) return consumable > 0 ? 'missing' : 'ok'
  if (committed < watched.low) return 'stop'
  if (committed > watched.end) return 'rewind'
  if (consumable <= 0) return 'ok'
  if (isLateOnPurpose(watched)) return 'ok'
  if (commitsCeased(watched) && !wasReadUpRecently(watched)) return hasOwner ? 'stall' : 'stop'
  if (commits.length > 0 && commits.every(isBehind)) {
    if (commits.some((c, i) => i > 0 && c.offset < (commits[i - 1]?.offset ?? 0))) return 'rewind'
    if (isComplete) {
      if (commits.every((c) => c.offset === commits[0]?.offset)) return 'stall'
      if (commits.every((c, i) => i === 0 || c.lag >= (commits[i - 1]?.lag ?? 0))) return 'warn'
    }
  }
  return timeLagSeconds !== null && timeLagSeconds >= TIME_LAG_WARN_SECONDS ? 'warn' : 'ok'
}

export const evaluate = (watched: Watched): Evaluation => {
  const isComplete = watched.commits.length >= WINDOW_SAMPLES
  return { status: statusOf(watched, isComplete), samples: watched.commits.length, isComplete }
}

/** The window after one more commit: a later look at the same commit is no new sample. */
export const withCommit = (window: readonly CommitSample[], sample: CommitSample): readonly CommitSample[] => {
  const last = window.at(-1)
  if (last && sample.atMs <= last.atMs) return window
  return [...window.slice(-(WINDOW_SAMPLES - 1)), sample]
}
