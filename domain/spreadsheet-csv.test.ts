import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spreadsheetRow } from './spreadsheet-csv.ts'

const read = (line: string): string[] => (parse(line, { relax_column_count: true }) as string[][])[0] ?? []

describe('CSV for spreadsheets', () => {
  it('disarms what a spreadsheet would run, and leaves numbers alone', () => {
    expect(read(spreadsheetRow(['=HYPERLINK("http://x")', '+1+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1']))).toEqual([
      `'=HYPERLINK("http://x")`,
      `'+1+1`,
      `'-2+3`,
      `'@SUM(A1)`,
      `'\t=1`,
      `'\r=1`,
    ])
    expect(spreadsheetRow(['-12.5', 7, '0.000000001', null, 'a,b "c"'])).toBe('-12.5,7,0.000000001,,"a,b ""c"""\r\n')
  })

  it('comes back as it was, but for NUL and the guard', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), (cells) => {
        const back = read(spreadsheetRow(['x', ...cells])).slice(1)
        expect(back.map((text) => text.replace(/^'(?=[=+\-@\t\r])/, ''))).toEqual(
          cells.map((text) => text.replaceAll('\0', '').replace(/^'(?=[=+\-@\t\r])/, '')),
        )
        expect(back.filter((text) => /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text))).toEqual([])
      }),
    )
  })
})
