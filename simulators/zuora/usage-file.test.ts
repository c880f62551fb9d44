import { describe, expect, it } from 'vitest'
import { DEFAULT_OPTIONS } from './options.ts'
import { checkHeadings, dateReader, decodeText, readUsageFile } from './usage-file.ts'

const HEADINGS = 'ACCOUNT_ID,UOM,QTY,STARTDATE,ENDDATE,SUBSCRIPTION_ID,CHARGE_ID,DESCRIPTION'
const tenant = DEFAULT_OPTIONS
const read = (row: string, headings = HEADINGS, options = tenant) => readUsageFile(`${headings}\n${row}\n`, options)
const fault = (row: string) => read(row).rowFaults[0]?.message ?? 'good'

describe('a record', () => {
  it.each([
    ['A1,Minutes,1,11/23/2026,,,,', 'good'],
    ['A1,Minutes,0,11/23/2026,11/23/2026,S-1,C-1,"a, ""b"""', 'good'],
    ['A1,Minutes,9999999999999.999999999,11/23/2026,,,,', 'good'],
    ['A1,Minutes,10000000000000,11/23/2026,,,,', /QTY .* 13 digits/],
    ['A1,Minutes,1.0000000001,11/23/2026,,,,', /QTY/],
    ['A1,Minutes,-1,11/23/2026,,,,', /QTY/],
    ['A1,Minutes,1e3,11/23/2026,,,,', /QTY/],
    ['A1,Minutes,,11/23/2026,,,,', /QTY is missing/],
    [',Minutes,1,11/23/2026,,,,', /ACCOUNT_ID is missing/],
    ['A1,Hours,1,11/23/2026,,,,', /UOM "Hours" is not known/],
    ['A1,Minutes,1,2026-11-23,,,,', /STARTDATE/],
    ['A1,Minutes,1,02/30/2026,,,,', /STARTDATE/],
    ['A1,Minutes,1,11/23/2026,11/22/2026,,,', /ENDDATE lies before STARTDATE/],
    [`A1,Minutes,1,11/23/2026,,,,${'x'.repeat(200)}`, 'good'],
    [`A1,Minutes,1,11/23/2026,,,,${'x'.repeat(201)}`, /DESCRIPTION is longer/],
    ['A1,Minutes,1,11/23/2026,,,,rocket 🚀', /emoji/],
    ['A1,Minutes,1,11/23/2026,,,,heart ❤️', /emoji/],
    ['A1,Minutes,1,11/23/2026,,,,Zürich 東京 ©', 'good'],
    ['A1,Minutes,1,11/23/2026,,,', /7 fields under 8 headings/],
  ])('%s: %s', (row, expected) => {
    if (expected === 'good') expect(fault(row)).toBe('good')
    else expect(fault(row)).toMatch(expected)
  })

  it('UNIQUE_KEY is for tenants that have it, and stands once', () => {
    const headings = `${HEADINGS},UNIQUE_KEY`
    expect(read('A1,Minutes,1,11/23/2026,,,,,k', headings).fileFaults[0]).toContain('UNIQUE_KEY is not known')
    const on = { ...tenant, uniqueKey: true }
    expect(read('A1,Minutes,1,11/23/2026,,,,,k', headings, on).rows[0]?.uniqueKey).toBe('k')
    const twice = read('A1,Minutes,1,11/23/2026,,,,,k\nA1,Minutes,1,11/23/2026,,,,,k', headings, on)
    expect(twice.rowFaults).toEqual([{ row: 2, message: 'UNIQUE_KEY k stands twice' }])
  })
})

describe('a file', () => {
  it('needs its headings, in any order', () => {
    expect(checkHeadings(`${HEADINGS}\n`, tenant)).toEqual([])
    expect(checkHeadings('QTY,UOM,ACCOUNT_ID,STARTDATE,CHARGE_ID,SUBSCRIPTION_ID,ENDDATE\n', tenant)).toEqual([])
    expect(checkHeadings('ACCOUNT_ID,UOM,QTY,STARTDATE\n', tenant)).toHaveLength(3)
    expect(checkHeadings(`${HEADINGS},PRICE\n`, tenant)).toEqual(['The heading PRICE is not known.'])
    expect(checkHeadings('', tenant)).toEqual(['The file is empty.'])
  })

  it('is UTF-8 without NUL', () => {
    expect(() => decodeText(Buffer.from([0xff, 0xfe]))).toThrow(/UTF-8/)
    expect(() => decodeText(Buffer.from('a\0b'))).toThrow(/NUL/)
  })

  it('has at least one record', () => {
    expect(readUsageFile(`${HEADINGS}\n`, tenant).fileFaults).toEqual(['The file has no records.'])
  })
})

it('dates follow the tenant', () => {
  expect(dateReader('DD.MM.YYYY')('23.11.2026')).toBe('2026-11-23')
  expect(dateReader('YYYY-MM-DD')('2026-11-23')).toBe('2026-11-23')
  expect(dateReader('MM/DD/YYYY')('1/2/2026')).toBe('2026-01-02')
  expect(dateReader('MM/DD/YYYY')('13/01/2026')).toBeNull()
})
