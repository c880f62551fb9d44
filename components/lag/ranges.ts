/** The time ranges of the Lag pages: what the URL says, how long it is, and which earlier time it is compared with. */
const HOUR = 3_600_000
const DAY = 24 * HOUR

export const RANGES = {
  '1h': { words: '1 hour', title: 'one hour', ms: HOUR },
  '6h': { words: '6 hours', title: 'six hours', ms: 6 * HOUR },
  '24h': { words: '24 hours', title: '24 hours', ms: DAY },
  '7d': { words: '7 days', title: 'seven days', ms: 7 * DAY },
  '30d': { words: '30 days', title: '30 days', ms: 30 * DAY },
  '13mo': { words: '13 months', title: '13 months', ms: 396 * DAY },
} as const
export type RangeName = keyof typeof RANGES
export const RANGE_NAMES = Object.keys(RANGES) as RangeName[]

/** Earlier by whole weeks, so that weekdays lie over each other. */
export const shiftFor = (ms: number): number => Math.max(1, Math.ceil(ms / (7 * DAY))) * 7 * DAY
export const shiftWords = (ms: number): string => {
  const weeks = shiftFor(ms) / (7 * DAY)
  return weeks === 1 ? 'the week before' : `${weeks} weeks before`
}

/** The view in whole steps, so that an answer can be kept: a chart of months does not change each second. */
export const spanOf = (range: RangeName, nowMs: number, from: number | null, to: number | null) => {
  if (from !== null && to !== null && to > from) return { from, to, isLive: false }
  const { ms } = RANGES[range]
  const step = ms <= HOUR ? 10_000 : ms <= DAY ? 60_000 : 600_000
  const end = Math.floor(nowMs / step) * step
  return { from: end - ms, to: end, isLive: true }
}
