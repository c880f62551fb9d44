/** Is a topic of a site quieter than it ever is? Missing usage is missing revenue, and nothing else would say so. Pure. */
export type Activity = {
  readonly quietSeconds: number
  readonly watchedSeconds: number
  /** The longest quiet stretch of each day, by day; at most 8. */
  readonly longestGaps: Readonly<Record<string, number>>
}

/** Before this much was seen nobody knows what is usual. */
export const WATCHED_SECONDS_MIN = 3_600

/**
 * The usual longest gap is the median of the days': one day with an outage does not make the rule deaf, one busy day not
 * shrill. null: not known yet, or nothing ever came.
 */
export const usualGapSeconds = ({ watchedSeconds, longestGaps }: Activity): number | null => {
  const gaps = Object.values(longestGaps).sort((a, b) => a - b)
  if (watchedSeconds < WATCHED_SECONDS_MIN || gaps.length === 0) return null
  return gaps[(gaps.length - 1) >> 1] ?? null
}

export const isSilent = (activity: Activity, rule: { leastSeconds: number; factor: number }): boolean => {
  const usual = usualGapSeconds(activity)
  return usual !== null && activity.quietSeconds > Math.max(rule.leastSeconds, rule.factor * usual)
}
