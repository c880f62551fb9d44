import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalise } from './normalise.ts'
import { formatQuantity } from './quantity.ts'
import { CATALOGUE, poisonOf } from './testing.ts'
import { readHeadings, readRow, reportEventId, reportUsage } from './usage-report.ts'

const PRICES = { applied_cost_per_quantity: '0.006', gross_amount: '0.6', discount_amount: '0', net_amount: '0.6' }
const COMMON = {
  product: 'actions',
  sku: 'actions_linux',
  quantity: '100',
  unit_type: 'minutes',
  organization: 'octo-org',
}
const DETAILED_15 = {
  ...{ usage_at: '2026-11-03', ...COMMON, ...PRICES, username: 'mona', repository_name: 'octo/hello' },
  ...{ workflow_name: 'CI', workflow_path: '.github/workflows/ci.yml', cost_center_name: '' },
}
const DETAILED_14 = {
  ...{ date: '2026-11-03', ...COMMON, ...PRICES, username: 'mona', repository: 'hello' },
  ...{ workflow_path: '.github/workflows/ci.yml', cost_center_name: '' },
}
const SUMMARIZED_12 = { date: '2026-11-03', ...COMMON, ...PRICES, repository: 'hello', cost_center_name: 'R&D' }

const read = (row: Record<string, string>) => readRow(readHeadings(Object.keys(row)), Object.values(row), CATALOGUE)
const poisonIn = (row: Record<string, string>): string => poisonOf(() => read(row))
const shuffled = <T>(values: readonly T[]) => fc.shuffledSubarray([...values], { minLength: values.length })

describe('layouts', () => {
  test.each([
    ['detailed-15', DETAILED_15, 15],
    ['detailed-14', DETAILED_14, 14],
    ['summarized-12', SUMMARIZED_12, 12],
  ])('%s is told by its headings, in any order, with extra columns', (name, row, width) => {
    expect(Object.keys(row).length).toBe(width)
    expect(readHeadings(Object.keys(row)).layout.name).toBe(name)
    const plain = read(row)
    fc.assert(
      fc.property(shuffled(Object.entries({ ...row, extra: 'x', other: 'y' })), (entries) => {
        const mixed = Object.fromEntries(entries)
        expect(readHeadings(Object.keys(mixed)).layout.name).toBe(name)
        expect(read(mixed).identity.equals(plain.identity)).toBe(true)
      }),
      { numRuns: 20 },
    )
  })
  test('a byte order mark, capitals and blanks do not matter', () => {
    const [first, ...rest] = Object.keys(SUMMARIZED_12)
    expect(readHeadings([`\ufeff${first!.toUpperCase()} `, ...rest]).layout.name).toBe('summarized-12')
  })
  test('another file is refused with what is missing', () => {
    const { net_amount: _, ...row } = DETAILED_14
    expect(() => readHeadings(Object.keys(row))).toThrow('net_amount')
    expect(() => readHeadings(['a', 'b'])).toThrow('none of the three layouts')
    expect(() => readHeadings([...Object.keys(DETAILED_14), 'sku'])).toThrow('twice')
  })
})

describe('rows', () => {
  test('become a metered usage of 00:00 UTC of the day', () => {
    const row = read({ ...DETAILED_15, quantity: '0.1234567895', usage_at: '2026-11-03T14:00:00Z' })
    expect(formatQuantity(row.quantity)).toBe('0.12345679')
    const usage = reportUsage(row, 42, 0)
    expect(usage).toMatchObject({
      topic: 'usage.metered',
      accountId: 42,
      product: 'actions',
      sku: 'actions_linux',
      unitOfMeasure: 'Minutes',
      repositoryName: 'octo/hello',
      usageStartMs: Date.UTC(2026, 10, 3),
      usageEndMs: Date.UTC(2026, 10, 3),
    })
    expect(formatQuantity(normalise(usage, CATALOGUE))).toBe('0.12345679')
  })
  test('prices and extra columns do not identify a row, everything else does', () => {
    const same = (change: Record<string, string>) =>
      read({ ...DETAILED_14, ...change }).identity.equals(read(DETAILED_14).identity)
    for (const column of Object.keys(PRICES)) expect(same({ [column]: '9' }), column).toBe(true)
    expect(same({ extra: 'x' })).toBe(true)
    expect(same({ quantity: '100.000' })).toBe(true)
    for (const [column, value] of Object.entries({
      date: '2026-11-04',
      sku: 'actions_windows',
      quantity: '100.1',
      username: '',
      organization: 'octo-orh',
      repository: 'hellp',
      workflow_path: '',
      cost_center_name: 'x',
    })) {
      expect(same({ [column]: value }), column).toBe(false)
    }
  })
  test('values never run together', () => {
    const a = read({ ...DETAILED_14, repository: 'ab', workflow_path: 'c' })
    const b = read({ ...DETAILED_14, repository: 'a', workflow_path: 'bc' })
    expect(a.identity.equals(b.identity)).toBe(false)
  })
  test('two equal rows are two events, and a second import gives the same two', () => {
    const { identity } = read(SUMMARIZED_12)
    const ids = [0, 1, 10, 11].map((place) => reportEventId(identity, place))
    expect(new Set(ids).size).toBe(4)
    expect(ids).toEqual(
      [0, 1, 10, 11].map((place) => reportEventId(read({ ...SUMMARIZED_12, ...PRICES }).identity, place)),
    )
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
  test('ids stay what they were: files imported before must add nothing', () => {
    expect(reportEventId(read(DETAILED_15).identity, 0)).toMatchInlineSnapshot(`"5755ed9d-4275-8eee-b71d-90f23fc4319f"`)
    expect(reportEventId(read(DETAILED_14).identity, 0)).toMatchInlineSnapshot(`"280b47d8-3b00-8339-bb7e-a7284be85f3f"`)
    expect(reportEventId(read(SUMMARIZED_12).identity, 1)).toMatchInlineSnapshot(
      `"0be6c090-533d-8f24-8d21-bd045a57d4c3"`,
    )
  })
  test.each([
    ['unknown_sku', { sku: 'actions_vax' }],
    ['wrong_product', { product: 'packages' }],
    ['wrong_unit', { unit_type: 'gigabytes' }],
    ['bad_quantity', { quantity: '-1' }],
    ['bad_quantity', { quantity: '' }],
    ['bad_time', { date: '11/03/2026' }],
    ['bad_time', { date: '2026-02-30' }],
    ['bad_time', { date: '' }],
    ['bad_account', { organization: ' ' }],
  ])('%s: %j', (errorClass, change) => {
    expect(poisonIn({ ...DETAILED_14, ...change })).toBe(errorClass)
  })
  test('a row of another width is refused', () => {
    const columns = readHeadings(Object.keys(DETAILED_14))
    expect(() => readRow(columns, ['x'], CATALOGUE)).toThrow('1 cells')
  })
})
