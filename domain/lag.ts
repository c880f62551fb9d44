/**
 * Lag of one partition: as Kafka's own tool counts it, and beside it what it means. Pure.
 *
 * Kafka's tool clamps nothing: a commit below retention counts records that are gone, a commit beyond the end is
 * negative, and records of an open transaction count though nobody can read them. So the same number is shown where
 * people compare, and `consumable` and `lost` say what it really means.
 */
import type { Status } from './api/common.ts'
import { commitsLate } from './pipeline.ts'

export type Offsets = {
  /** null: no commit yet. */
  readonly committed: bigint | null
  /** The log end, whatever transactions are open. */
  readonly end: bigint
  /** The last stable offset: where a consumer that waits for commits stops. */
  readonly stableEnd: bigint
  /** The first offset that retention has left. */
  readonly low: bigint
}

export type LagAmounts = {
  /** end − committed, as the tool prints it; may be negative; null without a commit. */
  readonly lag: bigint | null
  /** Records that can be read just now. */
  readonly consumable: bigint
  /** Records that retention took before they were read. */
  readonly lost: bigint
  /** committed − low: offsets until retention reaches what is not read yet; null without a commit. */
  readonly margin: bigint | null
}

const most = (a: bigint, b: bigint): bigint => (a > b ? a : b)

export const lagOf = ({ committed, end, stableEnd, low }: Offsets): LagAmounts => ({
  lag: committed === null ? null : end - committed,
  consumable: most(0n, stableEnd - most(committed ?? low, low)),
  lost: committed === null ? 0n : most(0n, low - committed),
  margin: committed === null ? null : committed - low,
})

/** The dashed line of every tube (look): further behind than this is a warning, even while it drains. */
export const TIME_LAG_WARN_SECONDS = 60

/** Of a group that commits minutes late on purpose only what is beyond that wait: within it, it is not behind. */
export const secondsBehind = (group: string, timeLagSeconds: number | null): number =>
  Math.max(0, (timeLagSeconds ?? 0) - (commitsLate(group) ?? 0))

/** Worst first. A loss is a stop: what is gone is never read. */
export const WORST_FIRST: readonly Status[] = ['stop', 'rewind', 'stall', 'warn', 'missing', 'ok']
export const worstStatus = (statuses: readonly Status[]): Status =>
  WORST_FIRST.find((status) => statuses.includes(status)) ?? 'ok'

// ── Draining ───────────────────────────────────────────────────────────────────────────────────────────────────────

export type Drain =
  /** Read up, or `seconds` until it is, at the rates of the last minute. */
  | { readonly how: 'drains'; readonly seconds: number }
  /** As much arrives as is read, or more. */
  | { readonly how: 'never' }
  /** Nothing is read at all. */
  | { readonly how: 'stopped' }
  | { readonly how: 'unknown' }

/**
 * When is what waits read? A partition that keeps up is never "drained" against what arrives, so for it the question is
 * how long the records that wait now take. Units: records and records a second.
 */
export const drainOf = (facts: {
  readonly consumable: number
  readonly inPerSecond: number | null
  readonly readPerSecond: number | null
  /** Of a group that committed nothing yet nobody knows what it reads. */
  readonly status: Status
}): Drain => {
  const { consumable, inPerSecond, readPerSecond, status } = facts
  if (consumable <= 0) return { how: 'drains', seconds: 0 }
  if (inPerSecond === null || readPerSecond === null || status === 'missing') return { how: 'unknown' }
  const keepsUp = status === 'ok'
  if (readPerSecond <= 0) return keepsUp ? { how: 'unknown' } : { how: 'stopped' }
  const net = keepsUp ? readPerSecond : readPerSecond - inPerSecond
  return net > 0 ? { how: 'drains', seconds: consumable / net } : { how: 'never' }
}

// ── Retention ──────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Seconds until retention takes the first unread record: what is left of the topic's time, or of its size at the rate
 * at which the log's start moves, whichever is first. null where nothing is ever deleted.
 */
export const retentionSeconds = (facts: {
  /** null: the topic keeps records for ever, or only compacts. */
  readonly retentionMs: number | null
  /** By its own timestamp, as retention counts, whenever it came; 0 when all is read. */
  readonly firstUnreadAgeSeconds: number | null
  readonly marginOffsets: number | null
  /** How fast the log's start moves, offsets a second; null: not seen to move. */
  readonly lowPerSecond: number | null
}): number | null => {
  if (facts.marginOffsets !== null && facts.marginOffsets < 0) return 0
  const byTime =
    facts.retentionMs === null || facts.firstUnreadAgeSeconds === null
      ? null
      : Math.max(0, facts.retentionMs / 1000 - facts.firstUnreadAgeSeconds)
  const bySize =
    facts.marginOffsets === null || !facts.lowPerSecond || facts.lowPerSecond <= 0
      ? null
      : facts.marginOffsets / facts.lowPerSecond
  if (byTime === null) return bySize
  return bySize === null ? byTime : Math.min(byTime, bySize)
}

/** Below this share of the topic's retention, unread records are in danger. */
export const RETENTION_RISK_SHARE = 0.1

/** Will retention delete records before they are read, or may it soon? */
export const isRetentionRisk = (facts: {
  readonly consumable: number
  readonly marginSeconds: number | null
  readonly retentionMs: number | null
  readonly drain: Drain
}): boolean => {
  const { consumable, marginSeconds, retentionMs, drain } = facts
  if (consumable <= 0 || marginSeconds === null) return false
  if (drain.how === 'drains' && drain.seconds > marginSeconds) return true
  return retentionMs !== null && marginSeconds < (retentionMs / 1000) * RETENTION_RISK_SHARE
}

// ── Skew ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A partition that takes this many times its fair share, and at least this many records a second, is hot. */
export const HOT_FACTOR = 2.5
export const HOT_PER_SECOND_MIN = 1

export type Hot = { readonly partition: number; readonly share: number }

/** The partition of one topic that takes far more than its share, if there is one: a key, not the group, is to blame. */
export const hotPartition = (rates: readonly { partition: number; inPerSecond: number | null }[]): Hot | null => {
  const known = rates.filter((r) => r.inPerSecond !== null)
  const total = known.reduce((sum, r) => sum + (r.inPerSecond ?? 0), 0)
  if (known.length < 2 || total <= 0) return null
  const top = known.reduce((a, b) => ((b.inPerSecond ?? 0) > (a.inPerSecond ?? 0) ? b : a))
  const rate = top.inPerSecond ?? 0
  const share = rate / total
  // With two or three partitions no share reaches the factor: four fifths of everything is hot there.
  const isHot = rate >= HOT_PER_SECOND_MIN && share >= Math.min(HOT_FACTOR / known.length, 0.8)
  return isHot ? { partition: top.partition, share } : null
}
