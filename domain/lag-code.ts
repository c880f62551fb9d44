/**
 * How lag is kept in history: four bytes for the records, two for the time (docs/decisions). Pure.
 *
 * Time is kept on a log scale, because nobody asks whether an hour was 3,600 or 3,603 s: the error is at most 0.12 % of
 * (1 s + the value), 1 ms at nothing and 4 s at an hour.
 */
const STEPS = 1_000

/** Nobody could say: never 0. */
export const UNKNOWN_TIME = -1
export const UNKNOWN_LAG = -2_147_483_648
const LAG_MAX = 2_147_483_647

export const timeCode = (seconds: number | null): number =>
  seconds === null ? UNKNOWN_TIME : Math.round(STEPS * Math.log10(1 + Math.max(0, seconds)))

export const timeOfCode = (code: number): number | null => (code < 0 ? null : 10 ** (code / STEPS) - 1)

/** More than 2,147,483,647 records are kept as that many. */
export const lagCode = (lag: number | null): number =>
  lag === null ? UNKNOWN_LAG : Math.max(-LAG_MAX, Math.min(LAG_MAX, Math.round(lag)))

export const lagOfCode = (code: number): number | null => (code === UNKNOWN_LAG ? null : code)
