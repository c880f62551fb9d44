import { describe, expect, it } from 'vitest'
import { chartOf } from './chart-of.ts'

const result = (columns: [string, string][], rows: (string | number | null)[][]) => ({
  columns: columns.map(([name, type]) => ({ name, type })),
  rows,
  isCut: false,
  milliseconds: 1,
})

describe('the picture of a result', () => {
  it('puts days in order and adds up what has the same day', () => {
    const picture = chartOf(
      result(
        [
          ['day', 'DATE'],
          ['sku', 'VARCHAR'],
          ['quantity', 'DECIMAL(38,9)'],
        ],
        [
          ['2026-11-27', 'a', '1.500000000'],
          ['2026-11-26', 'a', '2'],
          ['2026-11-27', 'b', '0.5'],
        ],
      ),
    )
    expect(picture).toMatchObject({ kind: 'times', what: 'quantity', by: 'day' })
    expect(typeof picture === 'string' ? [] : picture.bars.map((b) => [b.label, b.value])).toEqual([
      ['2026-11-26', 2],
      ['2026-11-27', 2],
    ])
  })

  it('ranks anything else and says how many are left out', () => {
    const rows = Array.from({ length: 30 }, (_, i) => [`c${i}`, String(i)])
    const picture = chartOf(
      result(
        [
          ['login', 'VARCHAR'],
          ['n', 'BIGINT'],
        ],
        rows,
      ),
    )
    expect(picture).toMatchObject({ kind: 'ranking', rest: 6 })
    expect(typeof picture === 'string' ? '' : picture.bars[0]!.label).toBe('c29')
  })

  it('says what it needs', () => {
    expect(chartOf(result([['a', 'VARCHAR']], [['x']]))).toMatch(/needs a first column/)
  })
})
