import type { UsageLine } from '../../domain/api/accounts.ts'
import { addDecimals } from '../overview/money.tsx'

/** Usage of one customer put into the shapes of its page: bars a day by unit, and lines by SKU. */
export type DayBars = {
  readonly unit: string
  readonly product: 'actions' | 'packages' | 'storage' | 'metered'
  readonly title: string
  readonly total: string
  /** One per day of the month, null: not reached yet. */
  readonly days: readonly (number | null)[]
  readonly before: readonly number[]
}

/** The pigment of a unit: what a person knows the product by. */
const UNITS = [
  { unit: 'Minutes', product: 'actions', title: 'Actions' },
  { unit: 'GB', product: 'packages', title: 'Transfer' },
  { unit: 'GB-Hours', product: 'storage', title: 'Storage' },
  { unit: 'User-Months', product: 'metered', title: 'Seats' },
] as const

export const daysOfMonth = (month: string): number => {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 0)).getUTCDate()
}
/** `2026-11` → `2026-11-01T00:00:00Z` and the first of the next month. */
export const monthSpan = (month: string): { from: string; to: string } => {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return {
    from: new Date(Date.UTC(year, number - 1, 1)).toISOString().slice(0, 10),
    to: new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10),
  }
}
export const monthBefore = (month: string): string => {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 2, 1)).toISOString().slice(0, 7)
}
export const isMonth = (text: string): boolean => /^20\d\d-(0[1-9]|1[0-2])$/.test(text)

const perDay = (lines: readonly UsageLine[], unit: string, days: number): number[] => {
  const sums = new Array<number>(days).fill(0)
  for (const line of lines) {
    if (line.unitOfMeasure !== unit) continue
    const day = Number(line.key.slice(8, 10))
    if (day >= 1 && day <= days) sums[day - 1] = (sums[day - 1] ?? 0) + Number(line.quantity)
  }
  return sums
}

/** Bars are drawn from floats; the total beside them is the exact decimal. */
export const dayBars = (
  lines: readonly UsageLine[],
  before: readonly UsageLine[],
  month: string,
  lastDay: number | null,
): DayBars[] => {
  const days = daysOfMonth(month)
  const daysBefore = daysOfMonth(monthBefore(month))
  return UNITS.map(({ unit, product, title }) => ({
    unit,
    product,
    title,
    total: addDecimals(lines.filter((line) => line.unitOfMeasure === unit).map((line) => line.quantity)),
    days: perDay(lines, unit, days).map((value, index) => (lastDay !== null && index + 1 > lastDay ? null : value)),
    before: perDay(before, unit, daysBefore),
  })).filter((bars) => bars.total !== '0' || bars.before.some((value) => value > 0))
}

/** `+8.3 %`; `new` when there was nothing before; empty when nothing changed its meaning. */
export const change = (now: string, before: string | undefined): string => {
  const was = Number(before ?? '0')
  const is = Number(now)
  if (was === 0) return is === 0 ? '–' : 'new'
  const percent = ((is - was) / was) * 100
  const text = Math.abs(percent).toFixed(1)
  return `${percent > 0 ? '+' : percent < 0 && text !== '0.0' ? '−' : ''}${text}\u2009%`
}
