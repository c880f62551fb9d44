/**
 * How busy a code host is: by hour of the day and day of the week, in UTC. Its customers live everywhere, so nights are
 * quieter, not silent, and weekends are at half. The mean over a week is 1, so that DEMO_TRAFFIC is the mean.
 */
const BY_HOUR = [
  0.75, 0.7, 0.66, 0.64, 0.66, 0.72, 0.82, 0.95, 1.06, 1.14, 1.18, 1.16, 1.14, 1.22, 1.3, 1.36, 1.38, 1.34, 1.26, 1.16,
  1.04, 0.95, 0.88, 0.8,
] as const
/** Sunday first. */
const BY_WEEKDAY = [0.55, 1.15, 1.2, 1.2, 1.18, 1.1, 0.6] as const

const mean = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length
const SCALE = 1 / (mean(BY_HOUR) * mean(BY_WEEKDAY))

/** What to multiply the mean rate by at a time (Unix milliseconds). Moves smoothly through the hour. */
export const activity = (ms: number): number => {
  const date = new Date(ms)
  const hour = date.getUTCHours()
  const through = date.getUTCMinutes() / 60
  const level = BY_HOUR[hour]! * (1 - through) + BY_HOUR[(hour + 1) % 24]! * through
  return level * BY_WEEKDAY[date.getUTCDay()]! * SCALE
}
