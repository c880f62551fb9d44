import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { differences, type FileBooks, type FileClaims } from './file-balance.ts'

const hex = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'))
const totals = fc.dictionary(
  fc.constantFrom('Minutes', 'GB', 'GB-Hours', 'User-Months'),
  fc.integer({ min: 1 }).map((n) => String(n)),
)
/** A file, and books that say the same. */
const anyBalance: fc.Arbitrary<{ file: FileClaims; books: FileBooks }> = fc
  .record({ rows: fc.integer({ min: 1, max: 100_000 }), totals, rowsDigest: hex, digest: hex })
  .map((file) => ({
    file,
    books: {
      booked: file.rows,
      firstRow: 1,
      lastRow: file.rows,
      decided: file.rows,
      placedBefore: 0,
      totals: { ...file.totals },
      rowsDigest: file.rowsDigest,
      storedDigest: file.digest,
      conflict: null,
    },
  }))

describe('differences', () => {
  test('are none when the books say what the file says', () => {
    fc.assert(
      fc.property(anyBalance, ({ file, books }) => {
        expect(differences(file, books)).toEqual([])
      }),
    )
  })
  const spoil: [string, (books: FileBooks) => Partial<FileBooks>][] = [
    ['a row that is not booked', (b) => ({ booked: b.booked - 1, decided: b.decided - 1 })],
    ['a row too many', (b) => ({ booked: b.booked + 1, decided: b.decided + 1 })],
    ['a gap in the rows', (b) => ({ lastRow: b.lastRow + 1 })],
    ['a line item with an earlier row', () => ({ placedBefore: 1 })],
    ['rows that begin late', () => ({ firstRow: 2 })],
    ['another line item', () => ({ rowsDigest: '00' })],
    ['a row that is not accepted', (b) => ({ decided: b.decided - 1 })],
    ['another quantity', (b) => ({ totals: { ...b.totals, Minutes: '0.000000001' } })],
    ['a unit that the file has not', (b) => ({ totals: { ...b.totals, Hours: '1' } })],
    ['other bytes', () => ({ storedDigest: 'ff' })],
    ['no stored file', () => ({ storedDigest: null })],
    ['a refused placement', () => ({ conflict: 'line item 1 is already in row 2' })],
  ]
  test.each(spoil)('say so in words: %s', (_, change) => {
    fc.assert(
      fc.property(anyBalance, ({ file, books }) => {
        const found = differences(file, { ...books, ...change(books) })
        expect(found.length).toBeGreaterThan(0)
        for (const text of found) expect(text).toMatch(/\S/)
      }),
    )
  })
  test('a unit that only the file has is missed', () => {
    fc.assert(
      fc.property(anyBalance, ({ file, books }) => {
        for (const unit of Object.keys(file.totals)) {
          const { [unit]: _, ...rest } = books.totals
          expect(differences(file, { ...books, totals: rest })).toEqual([
            `${unit}: the file has ${file.totals[unit]}, the decisions add up to 0`,
          ])
        }
      }),
    )
  })
})
