/** Which functions a statement calls, by its syntax tree as DuckDB itself reads it. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { literal } from '../column-sql.ts'

/** Undefined when it is no SELECT; a mistake of syntax is thrown. */
export const functionsIn = async (connection: DuckDBConnection, sql: string): Promise<string[] | undefined> => {
  const reader = await connection.runAndReadAll(`select json_serialize_sql(${literal(sql)})`)
  const tree = JSON.parse(String(reader.getRows()[0]?.[0])) as {
    error: boolean
    error_type?: string
    error_message?: string
  }
  if (tree.error) {
    if (tree.error_type === 'not implemented') return undefined
    throw new Error(`Parser Error: ${tree.error_message}`)
  }
  const found: string[] = []
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node) visit(one)
    else if (node !== null && typeof node === 'object')
      for (const [key, value] of Object.entries(node))
        if (key === 'function_name' && typeof value === 'string') found.push(value)
        else visit(value)
  }
  visit(tree)
  return found
}
