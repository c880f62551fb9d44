/**
 * How numbers, amounts and times are written on screen. Quantities stay text from the database to the screen: a float
 * never touches them. Every function is pure; the zone of the viewer is an argument.
 */
import { count as counted } from '../domain/words.ts'

export { plural } from '../domain/words.ts'

/** A true minus sign, so that negative figures align with positive ones. */
const MINUS = '−'

/** A whole number with thousands commas. `null` and `undefined` are unknown: `?`, never 0. */
export const count = (value: number | string | bigint | null | undefined): string =>
  value === null || value === undefined ? '?' : counted(value)

/** A decimal text exactly as it is, with thousands commas. For details: nothing is cut. */
export const exact = (value: string | null | undefined): string => {
  if (value === null || value === undefined) return '?'
  const negative = value.startsWith('-')
  const [whole = '0', fraction] = (negative ? value.slice(1) : value).split('.')
  return `${negative ? MINUS : ''}${counted(whole)}${fraction ? `.${fraction}` : ''}`
}

/**
 * A decimal text in a column of a list: at most `places` decimals, half up, all rows of the column alike. The details
 * page has the exact value.
 */
export const inColumn = (value: string | null | undefined, places: number): string => {
  if (value === null || value === undefined) return '?'
  const negative = value.startsWith('-')
  const [whole = '0', fraction = ''] = (negative ? value.slice(1) : value).split('.')
  const scale = 10n ** BigInt(places)
  const kept = BigInt(whole) * scale + BigInt(fraction.slice(0, places).padEnd(places, '0') || '0')
  const rounded = kept + ((fraction[places] ?? '0') >= '5' ? 1n : 0n)
  const digits = rounded.toString().padStart(places + 1, '0')
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
  return exact(negative && rounded !== 0n ? `-${text}` : text)
}

/** Does any of these decimal texts have a fraction? Decides the places of a whole column. */
export const anyFraction = (values: Iterable<string | null | undefined>): boolean => {
  for (const value of values) if (value?.includes('.')) return true
  return false
}

/** Events a second, one decimal below 1,000. */
export const rate = (perSecond: number | null | undefined): string =>
  perSecond === null || perSecond === undefined
    ? '?'
    : `${amount(perSecond, perSecond === 0 || perSecond >= 1000 ? 0 : 1)}/s`

/** A measured number (not a quantity of money) with fixed decimals and thousands commas. */
export const amount = (value: number, decimals: number): string => exact(value.toFixed(decimals))

/** Two units at most: `0.4 s`, `1.3 s`, `14 s`, `1 min 36 s`, `6 h 41`, `6 d 23 h`. */
export const duration = (seconds: number | null | undefined): string => {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return '?'
  if (seconds < 0) return `${MINUS}${duration(-seconds)}`
  if (seconds === 0) return '0 s'
  if (seconds < 0.095) return `${seconds.toFixed(2)} s`
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  if (seconds < 59.5) return `${Math.round(seconds)} s`
  const whole = Math.round(seconds)
  if (whole < 3600) {
    const rest = whole % 60
    return rest === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${rest} s`
  }
  const minutes = Math.round(seconds / 60)
  if (minutes < 24 * 60) {
    const rest = minutes % 60
    return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${String(rest).padStart(2, '0')}`
  }
  const hours = Math.round(seconds / 3600)
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** For what is only foreseen: whole minutes from two minutes on. `full in 37 min`, not `37 min 38 s`. */
export const roughly = (seconds: number): string =>
  duration(seconds < 120 ? Math.round(seconds) : Math.round(seconds / 60) * 60)

/** Ages shown while waiting: `0.6 s` at first, then whole units. */
export const age = (milliseconds: number): string => duration(Math.max(0, milliseconds) / 1000)

/** Megabytes of 10^6, two decimals; below 10 kB the bytes themselves. */
export const bytes = (value: number): string =>
  value < 10_000 ? `${count(value)} B` : `${(value / 1_000_000).toFixed(2)} MB`

/** An estimate in dollars, whole dollars in lists. Callers say "est." in the head or before it. */
export const usd = (value: string | number | null | undefined, decimals = 0): string => {
  if (value === null || value === undefined) return 'no price'
  const text = inColumn(typeof value === 'number' ? value.toFixed(9) : value, decimals)
  return text.startsWith(MINUS) ? `${MINUS}$${text.slice(1)}` : `$${text}`
}

/** Last 12 characters of a UUID: the part of an event id or line item id that differs in lists. */
export const uuidTail = (id: string): string => id.slice(-12)
/** The first 12 digits of a line item id are its time. */
export const uuidHead = (id: string): string => id.slice(0, 13)
/** An id too long for its place, cut in the middle. */
export const middle = (text: string, head = 8, tail = 8): string =>
  text.length <= head + tail + 3 ? text : `${text.slice(0, head)} … ${text.slice(-tail)}`

/** Screens may leave the installation out of a file name where there is only one (contract): `usage-p3-00000341.csv`. */
export const shortFileName = (name: string): string => name.replace(/^usage-[0-9a-z]{6}-(p\d)/, 'usage-$1')

// ── Times ─────────────────────────────────────────────────────────────────────────────────────────────────────────
const formats = new Map<string, Intl.DateTimeFormat>()
const format = (zone: string, kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = `${zone} ${kind}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options })
  formats.set(key, made)
  return made
}
const two = '2-digit' as const

export type Instant = string | number | Date
const date = (at: Instant): Date => (at instanceof Date ? at : new Date(at))

/** `09:32` */
export const hourMinute = (at: Instant, zone: string): string =>
  format(zone, 'hm', { hour: two, minute: two }).format(date(at))
/** `09:32:08` */
export const clock = (at: Instant, zone: string): string =>
  format(zone, 'hms', { hour: two, minute: two, second: two }).format(date(at))
/** `09:32:08.417` */
export const clockMillis = (at: Instant, zone: string): string =>
  format(zone, 'hmsm', { hour: two, minute: two, second: two, fractionalSecondDigits: 3 }).format(date(at))
/** `23 Nov` */
export const dayMonth = (at: Instant, zone: string): string =>
  format(zone, 'dm', { day: 'numeric', month: 'short' }).format(date(at))
/** `23 Nov 2026` */
export const dayMonthYear = (at: Instant, zone: string): string =>
  format(zone, 'dmy', { day: 'numeric', month: 'short', year: 'numeric' }).format(date(at))
/** `November 2026` */
export const monthYear = (at: Instant, zone: string): string =>
  format(zone, 'my', { month: 'long', year: 'numeric' }).format(date(at))
/** `09:32` today, `22 Nov 09:32` on another day of the viewer. */
export const timeOrDay = (at: Instant, now: Instant, zone: string): string =>
  dayMonthYear(at, zone) === dayMonthYear(now, zone)
    ? hourMinute(at, zone)
    : `${dayMonth(at, zone)} ${hourMinute(at, zone)}`
/** For narrow places: `09:32` today, `22 Nov` on another day. */
export const timeOrDate = (at: Instant, now: Instant, zone: string): string =>
  dayMonthYear(at, zone) === dayMonthYear(now, zone) ? hourMinute(at, zone) : dayMonth(at, zone)
/** For a title: `2026-11-23 14:32:08.417 UTC`. */
export const utcTitle = (at: Instant): string => `${date(at).toISOString().replace('T', ' ').replace('Z', '')} UTC`
/** `UTC−5`, `UTC+5:30`, `UTC`. */
export const zoneOffset = (at: Instant, zone: string): string => {
  const part = format(zone, 'offset', { timeZoneName: 'shortOffset' })
    .formatToParts(date(at))
    .find((p) => p.type === 'timeZoneName')
  return (part?.value ?? 'UTC').replace('GMT', 'UTC').replace('-', MINUS)
}
/** `New York` from `America/New_York`. */
export const zoneCity = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
/** Is this a zone that this runtime knows? A cookie is not to be trusted. */
export const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
/** Start of the UTC day, the billing day, of an instant. */
export const utcDay = (at: Instant): number => Math.floor(date(at).getTime() / 86_400_000) * 86_400_000
