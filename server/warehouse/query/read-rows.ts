/** Rows of a result until there are enough: 64-bit numbers and decimals as text, because JSON would round them. */
import type { DuckDBResult, DuckDBValue } from '@duckdb/node-api'
import type { Cell, QueryAnswer } from './protocol.ts'

/** A screen shows less, and an answer must fit in memory. */
const CELL_CHARS_MAX = 4_000
const ANSWER_CHARS_MAX = 8_000_000

const cell = (value: DuckDBValue): Cell => {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'boolean') return value
  const text = typeof value === 'string' ? value : String(value)
  return text.length > CELL_CHARS_MAX ? `${text.slice(0, CELL_CHARS_MAX)}… (${text.length} characters)` : text
}

export const readRows = async (
  result: DuckDBResult,
  rowsMax: number,
): Promise<Pick<QueryAnswer, 'columns' | 'rows' | 'isCut'>> => {
  const columns = result.columnNames().map((name, index) => ({ name, type: String(result.columnType(index)) }))
  const rows: Cell[][] = []
  let chars = 0
  for (;;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) return { columns, rows, isCut: false }
    for (const row of chunk.getRows()) {
      if (rows.length >= rowsMax || chars > ANSWER_CHARS_MAX) return { columns, rows, isCut: true }
      const cells = row.map(cell)
      for (const one of cells) chars += typeof one === 'string' ? one.length : 8
      rows.push(cells)
    }
  }
}
