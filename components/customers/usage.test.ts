import { describe, expect, it } from 'vitest'
import type { UsageLine } from '../../domain/api/accounts.ts'
import { addDecimals } from '../overview/money.tsx'
import { change, dayBars, daysOfMonth, isMonth, monthBefore, monthSpan } from './usage.ts'

const line = (key: string, quantity: string, unitOfMeasure = 'Minutes'): UsageLine => ({
  key,
  product: 'actions',
  sku: 'actions_linux',
  unitOfMeasure,
  quantity,
  lineItems: 1,
  estimate: null,
  rejectedQuantity: '0',
  rejectedLineItems: 0,
})

describe('months', () => {
  it('have their days, their span and one before', () => {
    expect(daysOfMonth('2026-02')).toBe(28)
    expect(daysOfMonth('2028-02')).toBe(29)
    expect(monthSpan('2026-12')).toEqual({ from: '2026-12-01', to: '2027-01-01' })
    expect(monthBefore('2026-01')).toBe('2025-12')
    expect(isMonth('2026-11')).toBe(true)
    expect(isMonth('2026-13')).toBe(false)
  })
})

describe('bars a day', () => {
  it('add up SKUs of a unit, and leave days open that are not reached', () => {
    const [bars] = dayBars(
      [line('2026-11-01', '3'), line('2026-11-01', '4.5'), line('2026-11-03', '1')],
      [],
      '2026-11',
      3,
    )
    expect(bars?.total).toBe('8.5')
    expect(bars?.days.slice(0, 4)).toEqual([7.5, 0, 1, null])
  })
  it('show no unit that was never used', () => {
    expect(dayBars([line('2026-11-01', '3')], [], '2026-11', 3).map((b) => b.unit)).toEqual(['Minutes'])
  })
})

describe('exact sums', () => {
  it('lose nothing at nine places and far above 2^53', () => {
    expect(addDecimals(['0.000000001', '0.000000002'])).toBe('0.000000003')
    expect(addDecimals(['9999999999999.999999999', '0.000000001'])).toBe('10000000000000')
    expect(addDecimals(['-1.5', '0.25'])).toBe('-1.25')
    expect(addDecimals([])).toBe('0')
  })
})

it('compares with the month before', () => {
  expect(change('108.3', '100')).toBe('+8.3\u2009%')
  expect(change('94.1', '100')).toBe('−5.9\u2009%')
  expect(change('5', undefined)).toBe('new')
  expect(change('0', '0')).toBe('–')
})
