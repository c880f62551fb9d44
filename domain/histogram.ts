/**
 * Latencies as counts per fixed bound, so that histograms of processes and minutes add up and a quantile can be read
 * from the sum. Bounds grow by 20 %: a quantile is at most that wrong, and with interpolation in practice a few percent.
 */

const GROWTH = 1.2
/** 1 ms × 1.2^102 is a little over 33 hours; anything later falls in the last bucket, which has no upper bound. */
const BOUNDS = 103

/** Upper bounds in milliseconds, inclusive. Never change them: stored histograms would change their meaning. */
export const BOUNDS_MS: readonly number[] = Array.from({ length: BOUNDS }, (_, i) => GROWTH ** i)

/** `counts[i]` values were at most `BOUNDS_MS[i]` and above the bound before; trailing zeros may be left out. */
export type Histogram = { readonly counts: readonly number[]; readonly sum_ms: number }
export type MutableHistogram = { counts: number[]; sum_ms: number }

export const emptyHistogram = (): MutableHistogram => ({ counts: [], sum_ms: 0 })

/** Buckets with the last one, which has no upper bound. */
export const BUCKETS = BOUNDS + 1

const bucketByLog = (ms: number): number => {
  if (!(ms > 1)) return 0 // negative (clocks differ) and NaN count as "at once"
  const guess = Math.min(Math.ceil(Math.log(ms) / Math.log(GROWTH)), BOUNDS)
  // log() may be off by one at a bound
  return guess > 0 && ms <= (BOUNDS_MS[guess - 1] as number) ? guess - 1 : guess
}

/** Buckets of whole milliseconds below half a minute: there is one look for every event and step, and most are below it. */
const WHOLE_MS = 32_768
const BUCKET_OF_WHOLE = Uint8Array.from({ length: WHOLE_MS }, (_, ms) => bucketByLog(ms))

export const bucketOf = (ms: number): number =>
  ms >= 0 && ms < WHOLE_MS && (ms | 0) === ms ? BUCKET_OF_WHOLE[ms]! : bucketByLog(ms)

/** A value that stands for a bucket: the middle of its bounds on the log scale, in milliseconds. */
export const middleOf = (bucket: number): number => GROWTH ** Math.max(0, bucket - 0.5)

/** Adds `times` values of `ms` milliseconds in place: called once per batch or row on the way. */
export const observe = (histogram: MutableHistogram, ms: number, times = 1): void => {
  const bucket = bucketOf(ms)
  while (histogram.counts.length <= bucket) histogram.counts.push(0)
  histogram.counts[bucket] = (histogram.counts[bucket] ?? 0) + times
  histogram.sum_ms += Math.max(0, Number.isNaN(ms) ? 0 : ms) * times
}

export const mergeHistograms = (parts: Iterable<Histogram>): Histogram => {
  const merged = emptyHistogram()
  for (const part of parts) {
    part.counts.forEach((count, i) => {
      while (merged.counts.length <= i) merged.counts.push(0)
      merged.counts[i] = (merged.counts[i] ?? 0) + count
    })
    merged.sum_ms += part.sum_ms
  }
  return merged
}

export const countOf = (histogram: Histogram): number => histogram.counts.reduce((sum, n) => sum + n, 0)

/** What happened between two readings of one process's running total. A restart (fewer counts) is a new beginning. */
export const histogramSince = (now: Histogram, before: Histogram): Histogram => {
  if (countOf(now) < countOf(before)) return now
  return {
    counts: now.counts.map((n, i) => Math.max(0, n - (before.counts[i] ?? 0))),
    sum_ms: Math.max(0, now.sum_ms - before.sum_ms),
  }
}

/** The value in milliseconds below which `share` (0 to 1) of the values lie, or null when there are none. */
export const quantile = (histogram: Histogram, share: number): number | null => {
  const total = countOf(histogram)
  if (total === 0) return null
  const rank = Math.min(Math.max(share, 0), 1) * total
  let before = 0
  for (const [i, count] of histogram.counts.entries()) {
    if (count > 0 && before + count >= rank) {
      const upper = BOUNDS_MS[Math.min(i, BOUNDS - 1)] as number
      if (i === 0) return upper
      const lower = BOUNDS_MS[i - 1] as number
      return lower * (upper / lower) ** ((rank - before) / count)
    }
    before += count
  }
  return BOUNDS_MS[BOUNDS - 1] as number
}
