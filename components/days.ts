/** Whole UTC days of an address: read by the server, which prefetches them, and by the page, in one way. */
import { dayMonth, dayMonthYear } from './format.ts'

export const DAY_MS = 86_400_000
export const isDay = (text: string | null): text is string =>
  text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** Whole UTC days of the address: [from, to), by default today. `to` is the day after the last one. */
export type Days = { readonly from: string; readonly to: string; readonly isToday: boolean; readonly words: string }

export const daysOf = (asked: { from: string | null; to: string | null }, now: number): Days => {
  const today = dayOf(now)
  const from = isDay(asked.from) ? asked.from : today
  const after = dayOf(Date.parse(from) + DAY_MS)
  const to = isDay(asked.to) && asked.to > from ? asked.to : after
  const last = Date.parse(to) - DAY_MS
  return {
    from,
    to,
    isToday: from === today && to === after,
    words: to === after ? dayMonthYear(from, 'UTC') : `${dayMonth(from, 'UTC')} to ${dayMonthYear(last, 'UTC')}`,
  }
}
