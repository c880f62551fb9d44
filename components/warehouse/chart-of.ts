/** A picture of a result: the first column says what, the last column of numbers says how much. Pure. */
import type { QueryResult } from '../../domain/api/warehouse.ts'

export type Bar = { readonly label: string; readonly value: number; readonly words: string }
export type Picture = {
  /** Times go from left to right; anything else is a ranking. */
  readonly kind: 'times' | 'ranking'
  readonly what: string
  readonly by: string
  readonly bars: readonly Bar[]
  readonly rest: number
}

const NUMBER = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE|FLOAT|DECIMAL)/
const TIME = /^(DATE|TIMESTAMP)/
/** More bars than this tell nothing; the rest is said. */
const BARS_MAX = 60
const RANKS_MAX = 24

export const chartOf = (result: QueryResult): Picture | string => {
  const { columns, rows } = result
  const numbers = columns.flatMap(({ type }, index) => (NUMBER.test(type) && index > 0 ? [index] : []))
  const measure = numbers.at(-1)
  if (measure === undefined || rows.length === 0)
    return 'A chart needs a first column that says what, and after it a column of numbers.'
  const isTime = TIME.test(columns[0]!.type)
  const sums = new Map<string, number>()
  for (const row of rows) {
    const label = row[0] === null ? '(null)' : String(row[0])
    const value = Number(row[measure] ?? 0)
    if (Number.isFinite(value)) sums.set(label, (sums.get(label) ?? 0) + value)
  }
  const all = [...sums].map(([label, value]) => ({ label, value, words: written(value) }))
  const ordered = isTime ? all.sort((a, b) => (a.label < b.label ? -1 : 1)) : all.sort((a, b) => b.value - a.value)
  const bars = isTime ? ordered.slice(-BARS_MAX) : ordered.slice(0, RANKS_MAX)
  return {
    kind: isTime ? 'times' : 'ranking',
    what: columns[measure]!.name,
    by: columns[0]!.name,
    bars,
    rest: ordered.length - bars.length,
  }
}

const written = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 })
