/**
 * How long does the first unread record wait? Since its own timestamp where it was read; else since the time at which the log
 * ended there, interpolated from what the monitor saw. So too where its timestamp is of before it came: records carry the time
 * of their event on every hop (decision 5), and one that is released is weeks old when it comes. Which one is said. Pure.
 */
export const TIME_LAG_METHODS = ['read_up', 'first_unread_record', 'interpolated', 'at_least'] as const
export type TimeLagMethod = (typeof TIME_LAG_METHODS)[number]
export type TimeLag = { readonly seconds: number | null; readonly method: TimeLagMethod | null }

/** Where the log ended when. */
export type EndPoint = { readonly atMs: number; readonly end: number }

/** Points of one partition: fine where new, coarse where old, so that a consumer of a week ago still finds its time. */
export const END_POINTS_MAX = 48

/**
 * One more look. When the ring is full every second point of its older half goes: its span doubles and what is left stays
 * exact. A log end that did not move moves the last point only in time; one that fell begins anew (the topic was made again).
 */
export const withEnd = (points: readonly EndPoint[], next: EndPoint): readonly EndPoint[] => {
  const last = points.at(-1)
  const before = points.at(-2)
  if (last && next.end < last.end) return [next]
  // Two points bound a stretch in which nothing arrived; a third one within it says nothing.
  if (last && before && last.end === next.end && before.end === next.end) return [...points.slice(0, -1), next]
  if (points.length < END_POINTS_MAX) return [...points, next]
  const half = points.length >> 1
  return [...points.filter((_, i) => i === 0 || i >= half || i % 2 === 0), next]
}

/**
 * When was the record at `offset` appended? Between the last look at which the log ended at or before it and the first
 * beyond it. Offsets that were there before the first look are at least as old as that look.
 */
export const appendedAt = (
  points: readonly EndPoint[],
  offset: number,
): { readonly atMs: number; readonly afterMs: number; readonly isBound: boolean } | null => {
  const after = points.findIndex((point) => point.end > offset)
  const upper = points[after]
  if (!upper) return null // the log never ended beyond it
  const lower = points[after - 1]
  if (!lower) return { atMs: upper.atMs, afterMs: Number.NEGATIVE_INFINITY, isBound: true }
  // The record is number (offset − lower.end + 1) of those that came in between.
  const share = (offset + 1 - lower.end) / (upper.end - lower.end)
  return { atMs: lower.atMs + share * (upper.atMs - lower.atMs), afterMs: lower.atMs, isBound: false }
}

export const timeLagOf = (facts: {
  readonly nowMs: number
  readonly consumable: number
  /** Where reading goes on: the commit, or the log's start. */
  readonly from: number
  /** null: not read; 'none': nothing for a consumer is there, only markers of transactions. */
  readonly firstUnread: number | 'none' | null
  readonly history: readonly EndPoint[]
}): TimeLag => {
  const { nowMs, consumable, from, firstUnread, history } = facts
  if (consumable <= 0 || firstUnread === 'none') return { seconds: 0, method: 'read_up' }
  const found = appendedAt(history, from)
  if (firstUnread !== null && firstUnread >= (found?.afterMs ?? Number.NEGATIVE_INFINITY))
    return { seconds: Math.max(0, (nowMs - firstUnread) / 1000), method: 'first_unread_record' }
  if (!found) return { seconds: null, method: null }
  return { seconds: Math.max(0, (nowMs - found.atMs) / 1000), method: found.isBound ? 'at_least' : 'interpolated' }
}
