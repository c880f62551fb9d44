/** One statement of a person over the archive: looked at, run in the process for it, and remembered. */
import { join, resolve } from 'node:path'
import type { z } from 'zod'
import type { QueryResult, queryCommand } from '../../domain/api/warehouse.ts'
import { QUERY_LIMITS, whyRefused } from '../../domain/warehouse.ts'
import type { ApiContext } from '../api/context.ts'
import { ApiProblem } from '../api/problem.ts'
import { parseEnvironment } from '../env.ts'
import type { Pool } from '../postgres/pool.ts'
import type { QueryAnswer } from './query/protocol.ts'
import { type QueryOptions, QueryRefused, QueryRunner } from './query/runner.ts'
import { viewsOf } from './query-views.ts'

const held = globalThis as { hydrometerQueries?: QueryRunner } // `next dev` loads modules again and again
const runner = (): QueryRunner => {
  held.hydrometerQueries ??= new QueryRunner()
  return held.hydrometerQueries
}

/** Statements that are kept of each person: enough to find last week's. */
const RUNS_KEPT = 500

const remember = async (
  pool: Pool,
  actor: string,
  run: { sql: string; milliseconds: number | null; rows: number | null; outcome: string },
): Promise<void> => {
  await pool.query('insert into query_run (actor, sql, milliseconds, rows, outcome) values ($1, $2, $3, $4, $5)', [
    actor,
    run.sql,
    run.milliseconds,
    run.rows,
    run.outcome,
  ])
  await pool.query(
    `delete from query_run where actor = $1
        and id < (select id from query_run where actor = $1 order by id desc offset ${RUNS_KEPT} limit 1)`,
    [actor],
  )
}

/** Where files of a store elsewhere, and downloads, are on this machine. */
export const warehouseFolder = (): string => resolve(parseEnvironment().HYDROMETER_DATA, 'warehouse')

export const runSql = async (
  { pool, objects }: Pick<ApiContext, 'pool' | 'objects'>,
  actor: string,
  sql: string,
  options: Pick<QueryOptions, 'mode' | 'seconds' | 'signal' | 'output' | 'rowsMax'>,
): Promise<QueryAnswer> => {
  try {
    const refused = whyRefused(sql)
    if (refused) throw new QueryRefused('refused', refused)
    const { views, folders } = await viewsOf(pool, objects, sql, join(warehouseFolder(), 'cache'))
    const answer = await runner().run({ sql, views, folders, ...options })
    await remember(pool, actor, {
      sql,
      milliseconds: Math.round(answer.milliseconds),
      rows: answer.rows.length,
      outcome: 'done',
    })
    return answer
  } catch (error) {
    if (!(error instanceof QueryRefused)) throw error
    await remember(pool, actor, { sql, milliseconds: null, rows: null, outcome: error.kind })
    throw new ApiProblem('query_refused', error.message)
  }
}

export const runQuery = async (
  context: ApiContext,
  actor: string,
  { sql, limit, explain }: z.output<typeof queryCommand>,
  signal: AbortSignal,
): Promise<QueryResult> => {
  const { columns, rows, isCut, milliseconds } = await runSql(context, actor, sql, {
    mode: explain ? 'explain' : 'rows',
    seconds: QUERY_LIMITS[limit].seconds,
    signal,
  })
  return { columns: [...columns], rows: rows.map((row) => [...row]), isCut, milliseconds }
}
