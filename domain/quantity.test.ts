import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  equalQuantities,
  formatNanos,
  formatQuantity,
  gigabyteHours,
  gigabytes,
  isZero,
  parseQuantity,
  type Quantity,
  QuantitySum,
  quantity,
  UNITS_LIMIT,
  wholeMinutes,
} from './quantity.ts'
import { outcomeOf } from './testing.ts'

const nanosOf = (q: Quantity) => BigInt(q.units) * 1_000_000_000n + BigInt(q.nanos)
/** numerator / denominator in units of 10^-9, rounded half up: the definition, with BigInt rationals. */
const rounded = (numerator: bigint, denominator: bigint) =>
  (2n * numerator * 1_000_000_000n + denominator) / (2n * denominator)
const outcome = (f: () => Quantity) => outcomeOf(() => nanosOf(f()))
const expected = (nanos: bigint) => (nanos >= BigInt(UNITS_LIMIT) * 1_000_000_000n ? 'bad_quantity' : nanos)

const quantities = fc.record({
  units: fc.integer({ min: 0, max: UNITS_LIMIT - 1 }),
  nanos: fc.oneof(fc.constantFrom(0, 1, 999_999_999, 100_000_000), fc.integer({ min: 0, max: 999_999_999 })),
})
const safe = fc.oneof(
  fc.maxSafeNat(),
  fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  fc.nat(40).map((n) => 2 ** n),
)
const times = fc.integer({ min: 0, max: 2 ** 48 - 1 })
const periods = fc.oneof(
  fc.integer({ min: 0, max: 2_000_000_000 }),
  fc.integer({ min: 0, max: 800 }).map((hours) => hours * 3_600_000),
)

describe('measuring', () => {
  test('run time is rounded up to whole minutes', () => {
    expect(wholeMinutes(0, 0)).toEqual({ units: 0, nanos: 0 })
    expect(wholeMinutes(0, 1)).toEqual({ units: 1, nanos: 0 })
    expect(wholeMinutes(1000, 61_000)).toEqual({ units: 1, nanos: 0 })
    expect(wholeMinutes(1000, 61_001)).toEqual({ units: 2, nanos: 0 })
    fc.assert(
      fc.property(times, times, (a, b) => {
        const [start, end] = a < b ? [a, b] : [b, a]
        const minutes = (BigInt(end) - BigInt(start) + 59_999n) / 60_000n
        expect(nanosOf(wholeMinutes(start, end))).toBe(minutes * 1_000_000_000n)
      }),
    )
  })
  test('gigabytes are bytes / 2^30, half up at the ninth place', () => {
    expect(formatQuantity(gigabytes(1))).toBe('0.000000001') // 0.93 · 10^-9
    expect(formatQuantity(gigabytes(2 ** 30))).toBe('1')
    expect(formatQuantity(gigabytes(2 ** 30 - 1))).toBe('0.999999999')
    expect(formatQuantity(gigabytes(2 ** 20))).toBe('0.000976563') // 0.0009765625 exactly: half goes up
    fc.assert(
      fc.property(safe, (n) => {
        expect(nanosOf(gigabytes(n))).toBe(rounded(BigInt(n), 1n << 30n))
      }),
    )
  })
  test('gigabyte-hours are exact with and without BigInt', () => {
    expect(formatQuantity(gigabyteHours(2 ** 30, 3_600_000))).toBe('1')
    expect(formatQuantity(gigabyteHours(2 ** 30, 1_800_000))).toBe('0.5')
    fc.assert(
      fc.property(safe, periods, (n, ms) => {
        const exact = rounded(BigInt(n) * BigInt(ms), 3_600_000n << 30n)
        expect(outcome(() => gigabyteHours(n, ms))).toBe(expected(exact))
      }),
      { numRuns: 500 },
    )
  })
  test.each([-1, 0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY])('%d bytes are poison', (n) => {
    expect(outcome(() => gigabytes(n))).toBe('bad_quantity')
    expect(outcome(() => gigabyteHours(n, 3_600_000))).toBe('bad_quantity')
    expect(outcome(() => gigabyteHours(n, 1))).toBe('bad_quantity')
    expect(outcome(() => gigabyteHours(1, n))).toBe('bad_quantity')
  })
  test.each([
    [-1, 0],
    [0, -1],
    [0, 1_000_000_000],
    [UNITS_LIMIT, 0],
    [2 ** 53, 0],
    [1.5, 0],
    [0, Number.NaN],
  ])('%d units and %d nanos are poison', (units, nanos) => {
    expect(outcome(() => quantity(units, nanos))).toBe('bad_quantity')
  })
  test('the largest and the smallest are taken', () => {
    expect(formatQuantity(quantity(UNITS_LIMIT - 1, 999_999_999))).toBe('9999999999999.999999999')
    expect(formatQuantity(quantity(0, 1))).toBe('0.000000001')
    expect(isZero(quantity(0, 0))).toBe(true)
    expect(isZero(quantity(0, 1))).toBe(false)
  })
})

describe('text', () => {
  test('what is formatted is parsed again, without exponent or trailing zeros', () => {
    fc.assert(
      fc.property(quantities, (q) => {
        const text = formatQuantity(q)
        expect(text).toMatch(/^(0|[1-9]\d*)(\.\d{0,8}[1-9])?$/)
        expect(equalQuantities(parseQuantity(text), q)).toBe(true)
      }),
    )
  })
  test.each([
    ['1', '1'],
    ['+1.50', '1.5'],
    ['.5', '0.5'],
    ['5.', '5'],
    [' 0007 ', '7'],
    ['0.0000000005', '0.000000001'],
    ['0.00000000049999', '0'],
    ['1.9999999995', '2'],
    ['1e-5', '0.00001'],
    ['1.25E3', '1250'],
    ['5e-10', '0.000000001'],
    ['4e-999', '0'],
  ])('%s is %s', (text, plain) => {
    expect(formatQuantity(parseQuantity(text))).toBe(plain)
  })
  test.each([
    '',
    '.',
    '-1',
    '-0.1',
    'NaN',
    'Infinity',
    '1,5',
    '1 2',
    '0x10',
    '1e',
    '10000000000000',
    '1e13',
    '9'.repeat(101),
  ])('%j is poison', (text) => {
    expect(outcome(() => parseQuantity(text))).toBe('bad_quantity')
  })
  test('any text is a quantity or poison', () => {
    fc.assert(fc.property(fc.string(), (text) => void outcome(() => parseQuantity(text))))
  })
})

describe('control totals', () => {
  test('are exact beyond 2^53 and read back', () => {
    fc.assert(
      fc.property(fc.array(quantities, { maxLength: 50 }), fc.integer({ min: 1, max: 200 }), (qs, times) => {
        const sum = new QuantitySum()
        for (let i = 0; i < times; i++) for (const q of qs) sum.add(q)
        const exact = qs.reduce((total, q) => total + nanosOf(q), 0n) * BigInt(times)
        expect(sum.totalNanos).toBe(exact)
        expect(QuantitySum.parse(sum.format()).totalNanos).toBe(exact)
        expect(new QuantitySum().addSum(sum).addSum(sum).totalNanos).toBe(2n * exact)
      }),
      { numRuns: 50 },
    )
  })
  test('say their difference with its sign', () => {
    expect(formatNanos(-1_500_000_000n)).toBe('-1.5')
    expect(formatNanos(1n)).toBe('0.000000001')
    expect(new QuantitySum().format()).toBe('0')
  })
  test.each(['', '-1', '1.0000000001', 'x'])('%j is no control total', (text) => {
    expect(() => QuantitySum.parse(text)).toThrow('control total')
  })
})
