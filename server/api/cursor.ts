/** Cursors of keyset pages: the sort key of the last row, as text that means nothing to a client. */
import { ApiProblem } from './problem.ts'

export const makeCursor = (...key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url')

const invalid = () =>
  new ApiProblem('invalid_request', 'The cursor is not one of this list; start again without it.', [
    { in: 'query', field: 'cursor', message: 'is not a cursor of this list' },
  ])

/** The key of `length` parts, or null without a cursor. Each part must match its pattern, or Postgres would refuse it. */
export const readCursor = (cursor: string | undefined, patterns: readonly RegExp[]): string[] | null => {
  if (cursor === undefined) return null
  let key: unknown
  try {
    key = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    throw invalid()
  }
  if (!Array.isArray(key) || key.length !== patterns.length) throw invalid()
  const parts = key.map(String)
  if (parts.some((part) => part.includes('\0'))) throw invalid() // Postgres text cannot hold it
  if (!parts.every((part, i) => patterns[i]!.test(part))) throw invalid()
  return parts
}

export const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00)?$/
export const NUMBER = /^\d{1,18}$/
export const TEXT = /^.{0,300}$/u

/** One row more than the page was read: is there a next one, and where does it begin? */
export const pageFrom = <Row, Item>(
  rows: Row[],
  limit: number,
  cursorOf: (row: Row) => string,
  item: (row: Row) => Item,
) => {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(item), nextCursor: rows.length > limit && last ? cursorOf(last) : null }
}
