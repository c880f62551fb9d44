import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvLine } from './csv-export.ts'

describe('CSV for spreadsheets', () => {
  it('keeps formulas from running, and numbers numbers', () => {
    expect(csvLine(['=1+1', '@sum', '+x', '-x', '-4.5', '\tx', 'a,b', 'say "hi"'])).toBe(
      `'=1+1,'@sum,'+x,'-x,-4.5,'\tx,"a,b","say ""hi"""\r\n`,
    )
  })

  it('no cell begins as a formula, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        const first = csvLine([text]).replace(/^"/, '')[0] as string
        return !'=+@\t\r'.includes(first)
      }),
    )
  })
})
