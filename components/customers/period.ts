import { dayMonth, dayMonthYear, monthYear } from '../format.ts'
import { isMonth, monthBefore, monthSpan } from './usage.ts'

/** A month or a day of the billing calendar (UTC), and the part of the one before that it is compared with. */
export type Period = {
  readonly kind: 'month' | 'day'
  /** `2026-11` or `2026-11-23` */
  readonly key: string
  readonly from: string
  readonly to: string
  readonly words: string
  /** It is not over. */
  readonly isCurrent: boolean
}
export type Span = { readonly from: string; readonly to: string; readonly words: string }

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
export const isDay = (text: string): boolean =>
  /^20\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && dayOf(Date.parse(text)) === text

export const monthPeriod = (month: string, now: number): Period => ({
  kind: 'month',
  key: month,
  ...monthSpan(month),
  words: monthYear(`${month}-15T00:00:00Z`, 'UTC'),
  isCurrent: month === dayOf(now).slice(0, 7),
})
export const dayPeriod = (day: string, now: number): Period => ({
  kind: 'day',
  key: day,
  from: day,
  to: dayOf(Date.parse(day) + DAY_MS),
  words: dayMonthYear(day, 'UTC'),
  isCurrent: day === dayOf(now),
})

/** What the address asks for; what is no month or day of the calendar is the month of now. */
export const periodOf = (asked: { month: string | null; day: string | null }, now: number): Period =>
  asked.day !== null && isDay(asked.day)
    ? dayPeriod(asked.day, now)
    : monthPeriod(asked.month !== null && isMonth(asked.month) ? asked.month : dayOf(now).slice(0, 7), now)

export const periodBefore = (period: Period, now: number): Period =>
  period.kind === 'month'
    ? monthPeriod(monthBefore(period.key), now)
    : dayPeriod(dayOf(Date.parse(period.key) - DAY_MS), now)

/**
 * The earlier span that a fair comparison takes: all of the period before, or, while this one goes on, as much of it as
 * has passed of this one, to the hour.
 */
export const comparedWith = (period: Period, now: number): Span => {
  const before = periodBefore(period, now)
  const start = Date.parse(before.from)
  if (!period.isCurrent)
    return {
      from: before.from,
      to: before.to,
      words: period.kind === 'month' ? monthYear(`${before.key}-15T00:00:00Z`, 'UTC') : dayMonth(before.from, 'UTC'),
    }
  const passed = Math.max(1, Math.ceil((now - Date.parse(period.from)) / HOUR_MS)) * HOUR_MS
  const end = Math.min(start + passed, Date.parse(before.to))
  const last = end - 1
  return {
    from: before.from,
    to: new Date(end).toISOString(),
    words:
      period.kind === 'month'
        ? `${new Date(start).getUTCDate()}–${dayMonth(last, 'UTC')}`
        : `${dayMonth(start, 'UTC')} to ${new Date(end).toISOString().slice(11, 16)}`,
  }
}
