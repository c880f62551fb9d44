/**
 * Exact decimals with 9 places, Zuora's limit: `units + nanos / 10^9`, the convention of google.type.Money.
 * Floating point never holds a quantity: doubles appear below only as integers below 2^53, where they are exact.
 * Rounding is half up at the ninth place, and happens in `gigabytes`, `gigabyteHours` and `parseQuantity`, nowhere else.
 */
import { Poison, quoted } from './poison.ts'

export type Quantity = {
  /** 0 … 10^13 − 1 */
  readonly units: number
  /** 0 … 999,999,999 */
  readonly nanos: number
}

export const NANOS_PER_UNIT = 1_000_000_000
/** Zuora takes at most 13 digits before the point. */
export const UNITS_LIMIT = 10_000_000_000_000
export const ZERO: Quantity = { units: 0, nanos: 0 }

const MS_PER_MINUTE = 60_000
const MS_PER_HOUR = 3_600_000
const BYTES_PER_GB = 2 ** 30

/** Checks what came from outside. @throws Poison bad_quantity */
export const quantity = (units: number, nanos: number): Quantity => {
  if (!Number.isSafeInteger(units) || !Number.isInteger(nanos) || units < 0 || nanos < 0) {
    throw new Poison('bad_quantity', `quantity of ${units} units and ${nanos} nanos: negative, or no exact number`)
  }
  if (nanos >= NANOS_PER_UNIT) throw new Poison('bad_quantity', `${nanos} nanos make more than one unit`)
  if (units >= UNITS_LIMIT)
    throw new Poison('bad_quantity', `quantity ${units} has more than 13 digits before the point`)
  return { units, nanos }
}

/** Run time of a job, rounded **up** to whole minutes. Both ends are in milliseconds; the end is not before the start. */
export const wholeMinutes = (startMs: number, endMs: number): Quantity =>
  // The quotient of two safe integers may round up to a whole number only if it is one: both are below 2^48.
  quantity(Math.ceil((endMs - startMs) / MS_PER_MINUTE), 0)

/** bytes / 2^30. Exact for every safe integer without BigInt: 10^9 / 2^30 = 5^9 / 2^21, and 2^30 · 5^9 < 2^51. */
export const gigabytes = (bytes: number): Quantity => {
  if (!Number.isSafeInteger(bytes) || bytes < 0) {
    throw new Poison('bad_quantity', `${bytes} bytes: negative, or no exact number`)
  }
  const units = Math.floor(bytes / BYTES_PER_GB)
  const rest = bytes - units * BYTES_PER_GB
  // (2^30 − 1) / 2^30 is 0.99999999906…, so that rounding never carries into the units.
  return { units, nanos: Math.floor((rest * 1_953_125 + 2 ** 20) / 2 ** 21) }
}

/** bytes / 2^30 × hours. Whole hours, the usual period, need no BigInt while bytes × hours is a safe integer. */
export const gigabyteHours = (bytes: number, milliseconds: number): Quantity => {
  if (!Number.isSafeInteger(milliseconds) || milliseconds < 0) {
    throw new Poison('bad_quantity', `a period of ${milliseconds} ms: negative, or no exact number`)
  }
  const hours = milliseconds / MS_PER_HOUR
  if (Number.isInteger(hours)) {
    const byteHours = bytes * hours
    if (Number.isSafeInteger(byteHours)) return checkedUnits(gigabytes(byteHours))
  }
  if (!Number.isSafeInteger(bytes) || bytes < 0) {
    throw new Poison('bad_quantity', `${bytes} bytes: negative, or no exact number`)
  }
  // nanos = bytes · ms · 10^9 / (2^30 · 3,600,000) = bytes · ms · 625 / (9 · 2^28), half up
  const divisor = 9n << 28n
  return ofNanos((BigInt(bytes) * BigInt(milliseconds) * 625n + divisor / 2n) / divisor)
}

const checkedUnits = (q: Quantity): Quantity => (q.units < UNITS_LIMIT ? q : quantity(q.units, q.nanos))

const ofNanos = (nanos: bigint): Quantity => {
  const units = nanos / 1_000_000_000n
  if (units >= BigInt(UNITS_LIMIT)) {
    throw new Poison('bad_quantity', `quantity ${units} has more than 13 digits before the point`)
  }
  return { units: Number(units), nanos: Number(nanos % 1_000_000_000n) }
}

const DECIMAL = /^\+?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/
/** No quantity needs more, and BigInt of a megabyte of digits takes seconds. */
const TEXT_UNITS_MAX = 100

/**
 * A decimal text, exactly. Reports may carry more places than Zuora takes: they are rounded half up at the ninth.
 * Exponents, which spreadsheets write for small numbers, are read exactly too. Signs other than plus are not.
 * @throws Poison bad_quantity when it is no number, negative, or has more than 13 digits before the point
 */
export const parseQuantity = (text: string): Quantity => {
  const trimmed = text.trim()
  const match = trimmed.length <= TEXT_UNITS_MAX ? DECIMAL.exec(trimmed) : null
  const whole = match?.[1] ?? ''
  const fraction = match?.[2] ?? ''
  if (match === null || whole.length + fraction.length === 0) {
    throw new Poison('bad_quantity', `${quoted(text)} is not a decimal number of 0 and more`)
  }
  // value · 10^9 = digits · 10^shift
  const shift = 9 - fraction.length + Number(match[3] ?? 0)
  const digits = BigInt(whole + fraction)
  if (shift >= 0) return ofNanos(digits * 10n ** BigInt(shift))
  const divisor = 10n ** BigInt(-shift)
  return ofNanos((digits + divisor / 2n) / divisor)
}

/** A plain decimal: no exponent, no trailing zeros. */
export const formatQuantity = (q: Quantity): string => {
  if (q.nanos === 0) return `${q.units}`
  const digits = `${q.nanos + NANOS_PER_UNIT}`
  let end = 10
  while (digits.charCodeAt(end - 1) === 48) end--
  return `${q.units}.${digits.slice(1, end)}`
}

export const isZero = (q: Quantity): boolean => q.units === 0 && q.nanos === 0

export const equalQuantities = (a: Quantity, b: Quantity): boolean => a.units === b.units && a.nanos === b.nanos

/** Where the plain numbers of a sum are moved to its BigInt: one more quantity cannot reach 2^53 from here. */
const SUM_FLUSH_AT = 2 ** 52

/** A control total: exact beyond 2^53, and cheap for each of many rows (BigInt only once in some hundred). */
export class QuantitySum {
  #nanos = 0n
  #unitsPending = 0
  #nanosPending = 0

  add(q: Quantity): this {
    this.#unitsPending += q.units
    this.#nanosPending += q.nanos
    if (this.#unitsPending >= SUM_FLUSH_AT || this.#nanosPending >= SUM_FLUSH_AT) this.#flush()
    return this
  }

  addSum(other: QuantitySum): this {
    this.#nanos += other.totalNanos
    return this
  }

  /** The sum in units of 10^-9. */
  get totalNanos(): bigint {
    this.#flush()
    return this.#nanos
  }

  /** A plain decimal like `formatQuantity`. */
  format(): string {
    return formatNanos(this.totalNanos)
  }

  /** Reads what `format` wrote. @throws Error when it is no such text */
  static parse(text: string): QuantitySum {
    const match = /^(\d+)(?:\.(\d{1,9}))?$/.exec(text)
    if (match === null) throw new Error(`${quoted(text)} is not a control total`)
    const sum = new QuantitySum()
    sum.#nanos = BigInt(match[1] ?? '0') * 1_000_000_000n + BigInt((match[2] ?? '').padEnd(9, '0'))
    return sum
  }

  #flush(): void {
    this.#nanos += BigInt(this.#unitsPending) * 1_000_000_000n + BigInt(this.#nanosPending)
    this.#unitsPending = 0
    this.#nanosPending = 0
  }
}

/** Units of 10^-9 as a plain decimal; negative ones (differences) keep their sign. */
export const formatNanos = (nanos: bigint): string => {
  if (nanos < 0n) return `-${formatNanos(-nanos)}`
  const rest = nanos % 1_000_000_000n
  const units = `${nanos / 1_000_000_000n}`
  return rest === 0n ? units : `${units}.${`${rest}`.padStart(9, '0').replace(/0+$/, '')}`
}
