import { describe, expect, it } from 'vitest'
import { comparedWith, periodBefore, periodOf } from './period.ts'

const NOW = Date.parse('2026-11-23T14:32:08Z')
const asked = (month: string | null, day: string | null) => periodOf({ month, day }, NOW)

describe('the period of a customer page', () => {
  it('is a month or a day of UTC, else the month of now', () => {
    expect(asked('2026-10', null)).toMatchObject({ from: '2026-10-01', to: '2026-11-01', isCurrent: false })
    expect(asked(null, '2026-10-31')).toMatchObject({ kind: 'day', from: '2026-10-31', to: '2026-11-01' })
    for (const wrong of [asked(null, null), asked('2026-13', null), asked('x', '2026-02-30')])
      expect(wrong).toMatchObject({ key: '2026-11', isCurrent: true, words: 'November 2026' })
  })
  it('is compared with as much of the one before as has passed', () => {
    expect(comparedWith(asked(null, null), NOW)).toEqual({
      from: '2026-10-01',
      to: '2026-10-23T15:00:00.000Z',
      words: '1–23 Oct',
    })
    expect(comparedWith(asked(null, '2026-11-23'), NOW)).toEqual({
      from: '2026-11-22',
      to: '2026-11-22T15:00:00.000Z',
      words: '22 Nov to 15:00',
    })
  })
  it('is compared with all of the one before when it is over', () => {
    expect(comparedWith(asked('2026-03', null), NOW)).toEqual({
      from: '2026-02-01',
      to: '2026-03-01',
      words: 'February 2026',
    })
    expect(periodBefore(asked(null, '2026-11-01'), NOW).key).toBe('2026-10-31')
  })
  it('never passes the end of a shorter month before', () => {
    const late = Date.parse('2026-03-31T23:10:00Z')
    expect(comparedWith(periodOf({ month: null, day: null }, late), late).to).toBe('2026-03-01T00:00:00.000Z')
  })
})
