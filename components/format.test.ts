import { describe, expect, it } from 'vitest'
import {
  bytes,
  clockMillis,
  count,
  duration,
  exact,
  hourMinute,
  inColumn,
  isZone,
  plural,
  rate,
  shortFileName,
  timeOrDay,
  usd,
  utcTitle,
  zoneCity,
  zoneOffset,
} from './format.ts'

describe('numbers', () => {
  it('has thousands commas, a true minus and ? for unknown', () => {
    expect(count(2418306)).toBe('2,418,306')
    expect(count('-1204')).toBe('−1,204')
    expect(count(9007199254740993n)).toBe('9,007,199,254,740,993')
    expect(count(null)).toBe('?')
    expect(count(0)).toBe('0')
  })
  it('never rounds a quantity in a detail', () => {
    expect(exact('37016.775327108')).toBe('37,016.775327108')
    expect(exact('-0.000000001')).toBe('−0.000000001')
    expect(exact('9999999999999.999999999')).toBe('9,999,999,999,999.999999999')
  })
  it('cuts to the places of a column by half up on the text', () => {
    expect(inColumn('1597.6604', 3)).toBe('1,597.660')
    expect(inColumn('1597.6605', 3)).toBe('1,597.661')
    expect(inColumn('0.9999', 3)).toBe('1.000')
    expect(inColumn('389', 3)).toBe('389.000')
    expect(inColumn('1.5', 0)).toBe('2')
    expect(inColumn('-0.0001', 3)).toBe('0.000')
  })
  it('writes rates, sizes, money and plurals', () => {
    expect(rate(55.94)).toBe('55.9/s')
    expect(rate(12345.6)).toBe('12,346/s')
    expect(rate(0)).toBe('0/s')
    expect(rate(null)).toBe('?')
    expect(bytes(999)).toBe('999 B')
    expect(bytes(1_290_000)).toBe('1.29 MB')
    expect(usd('3595.88')).toBe('$3,596')
    expect(usd('0.168', 3)).toBe('$0.168')
    expect(usd(null)).toBe('no price')
    expect(plural(1, 'file')).toBe('1 file')
    expect(plural(2, 'file')).toBe('2 files')
  })
})

describe('durations', () => {
  it.each([
    [0, '0 s'],
    [0.04, '0.04 s'],
    [0.4, '0.4 s'],
    [1.34, '1.3 s'],
    [14.2, '14 s'],
    [59.7, '1 min'],
    [96, '1 min 36 s'],
    [3600, '1 h'],
    [24060, '6 h 41'],
    [601200, '6 d 23 h'],
    [-2, '−2.0 s'],
  ])('%d seconds is %s', (seconds, words) => expect(duration(seconds)).toBe(words))
  it('says ? when unknown', () => expect(duration(null)).toBe('?'))
})

describe('times', () => {
  const at = '2026-11-23T14:32:08.417Z'
  it('shows the zone of the viewer and UTC on hover', () => {
    expect(hourMinute(at, 'America/New_York')).toBe('09:32')
    expect(clockMillis(at, 'UTC')).toBe('14:32:08.417')
    expect(utcTitle(at)).toBe('2026-11-23 14:32:08.417 UTC')
    expect(zoneOffset(at, 'America/New_York')).toBe('UTC−5')
    expect(zoneCity('America/New_York')).toBe('New York')
    expect(timeOrDay(at, '2026-11-23T20:00:00Z', 'UTC')).toBe('14:32')
    expect(timeOrDay(at, '2026-11-24T20:00:00Z', 'UTC')).toBe('23 Nov 14:32')
    expect(hourMinute('2026-11-23T00:00:00Z', 'UTC')).toBe('00:00')
  })
  it('does not trust a zone from a cookie', () => {
    expect(isZone('Europe/Berlin')).toBe(true)
    expect(isZone('Nowhere/<script>')).toBe(false)
  })
})

describe('file names', () => {
  it('leaves the installation out', () => {
    expect(shortFileName('usage-a1b2c3-p4-00000247-r2.csv')).toBe('usage-p4-00000247-r2.csv')
    expect(shortFileName('usage-p4-00000247.csv')).toBe('usage-p4-00000247.csv')
  })
})
