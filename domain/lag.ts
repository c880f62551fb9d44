/** Lag of one partition, as Kafka's own tool counts it, and how bad it is. Pure. */
import type { Status } from './api/common.ts'

export type LagAmounts = {
  /** end − committed; may be negative; null without a commit. */
  readonly lag: bigint | null
  /** Records that can still be read. */
  readonly consumable: bigint
  /** Records that retention took before they were read. */
  readonly lost: bigint
  /** committed − low: records until retention reaches what is not read yet; null without a commit. */
  readonly margin: bigint | null
}

export const lagOf = (offsets: { committed: bigint | null; end: bigint; low: bigint }): LagAmounts => {
  const { committed, end, low } = offsets
  const from = committed === null || committed < low ? low : committed
  return {
    lag: committed === null ? null : end - committed,
    consumable: end > from ? end - from : 0n,
    lost: committed !== null && committed < low ? low - committed : 0n,
    margin: committed === null ? null : committed - low,
  }
}

/** The dashed line of every tube (look). */
export const TIME_LAG_WARN_SECONDS = 60

export const lagStatus = (amounts: LagAmounts, timeLagSeconds: number | null): Status => {
  if (amounts.lost > 0n) return 'stop'
  if (amounts.lag !== null && amounts.lag < 0n) return 'rewind'
  if (timeLagSeconds !== null && timeLagSeconds >= TIME_LAG_WARN_SECONDS) return 'warn'
  return amounts.lag === null && amounts.consumable > 0n ? 'missing' : 'ok'
}
