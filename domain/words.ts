/** Numbers and moments in plain text: of commands, alerts, refusals and the Reading. Pure. */

/** A whole number with thousands commas and a true minus sign. */
export const count = (n: number | string | bigint): string => {
  const text = typeof n === 'number' ? String(Math.round(n)) : n.toString()
  return text.replace(/^-/, '−').replace(/\B(?=(\d{3})+$)/g, ',')
}
/** `1 file`, `2 files`; with a verb: `1 record waits`, `2 records wait`. */
export const plural = (n: number | string | bigint, one: string, many = `${one}s`): string =>
  `${count(n)} ${n.toString() === '1' ? one : many}`

/** What others said, with one full stop. */
export const sentence = (text: string): string => text.replace(/\.?$/, '.')

/** `1 Minute`, `0.5 Minutes`: Zuora's unit of measure in a sentence, after an exact quantity. */
export const unitOf = (quantity: string, unitOfMeasure: string): string =>
  Number(quantity) === 1 ? unitOfMeasure.replace(/s$/, '') : unitOfMeasure

/** Two units at most: 1.3 s, 1 min 36 s, 6 h 41 min. */
export const duration = (seconds: number): string => {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  if (seconds < 59.5) return `${Math.round(seconds)} s`
  const whole = Math.round(seconds)
  if (whole < 3_600) return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 1_440)
    return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  const hours = Math.round(minutes / 60)
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/**
 * `14:32 UTC` on the day of `now`, `21 Nov 14:32 UTC` on any other. Plain text carries no zone of a viewer, so times in it
 * are UTC and say so.
 */
export const momentUtc = (at: string | Date, now: string | Date): string => {
  const moment = new Date(at)
  const time = `${moment.toISOString().slice(11, 16)} UTC`
  if (moment.toISOString().slice(0, 10) === new Date(now).toISOString().slice(0, 10)) return time
  return `${moment.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })} ${time}`
}
