import { expect, it } from 'vitest'
import { count, duration, momentUtc, plural, unitOf } from './words.ts'

it('writes durations in two units at most', () => {
  expect([0.62, 9.99, 59.6, 96, 120, 24_060, 601_200].map(duration)).toEqual([
    '0.6 s',
    '10 s',
    '1 min',
    '1 min 36 s',
    '2 min',
    '6 h 41 min',
    '6 d 23 h',
  ])
})

it('writes counts with thousands commas, and one thing as one', () => {
  expect([0, 999, 1_000, 1_234_567, -1_000, 12_345n, '1000000'].map(count)).toEqual([
    '0',
    '999',
    '1,000',
    '1,234,567',
    '−1,000',
    '12,345',
    '1,000,000',
  ])
  expect([0, 1, 2_000].map((n) => plural(n, 'file'))).toEqual(['0 files', '1 file', '2,000 files'])
  expect([1n, '2'].map((n) => plural(n, 'record waits', 'records wait'))).toEqual(['1 record waits', '2 records wait'])
})

it('writes one of a unit as one', () => {
  const said = [
    ['1', 'Minutes'],
    ['2', 'Minutes'],
    ['1.000000000', 'GB-Hours'],
    ['0.1', 'User-Months'],
    ['1', 'GB'],
  ] as const
  expect(said.map(([quantity, unit]) => `${quantity} ${unitOf(quantity, unit)}`)).toEqual([
    '1 Minute',
    '2 Minutes',
    '1.000000000 GB-Hour',
    '0.1 User-Months',
    '1 GB',
  ])
})

it('names the day of a moment that was on another one', () => {
  const now = '2026-11-23T14:32:08.000Z'
  expect(momentUtc('2026-11-23T00:00:00.000Z', now)).toBe('00:00 UTC')
  expect(momentUtc(new Date('2026-11-22T23:59:59.999Z'), now)).toBe('22 Nov 23:59 UTC')
})
