/** What the console asks the server for: one statement at a time, which can be cancelled. */
import type { QueryResult } from '../../domain/api/warehouse.ts'
import type { QueryLimit } from '../../domain/warehouse.ts'
import { api } from '../paths.ts'
import { ApiProblem, problemOf } from '../query.ts'

export const post = async (path: string, body: unknown, signal?: AbortSignal): Promise<Response> => {
  let response: Response
  try {
    response = await fetch(`/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiProblem(
      0,
      'unreachable',
      "The dashboard's server is away",
      'Nothing was run. Try again in some seconds.',
    )
  }
  if (response.ok) return response
  throw await problemOf(response)
}

export const runSql = async (
  sql: string,
  options: { limit: QueryLimit; explain: boolean },
  signal: AbortSignal,
): Promise<QueryResult> => (await (await post(api.runQuery, { sql, ...options }, signal)).json()) as QueryResult

/** Saves the rows as a file of the browser. */
export const download = async (sql: string, format: 'csv' | 'parquet', signal: AbortSignal): Promise<void> => {
  const blob = await (await post(api.downloadQuery, { sql, format }, signal)).blob()
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = `hydrometer-query.${format}`
  link.click()
  URL.revokeObjectURL(url)
}
