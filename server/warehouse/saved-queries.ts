/** Queries that people keep, and what they ran. */
import type { z } from 'zod'
import type { QueriesAnswer, saveQueryCommand } from '../../domain/api/warehouse.ts'
import { ApiProblem } from '../api/problem.ts'
import { writeAudit } from '../desk/audit.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'

const SAVED_MAX = 200
const HISTORY_MAX = 50

type SavedRow = { id: string; name: string; sql: string; owner: string; is_shared: boolean; saved_at: Date }
type RunRow = {
  id: string
  sql: string
  started_at: Date
  milliseconds: number | null
  rows: number | null
  outcome: string
}

export const readQueries = async (pool: Pool, actor: string): Promise<QueriesAnswer> => {
  const [saved, history] = await Promise.all([
    pool.query<SavedRow>(
      `select id::text as id, name, sql, owner, is_shared, saved_at from saved_query where owner = $1 or is_shared
        order by lower(name), id limit ${SAVED_MAX}`,
      [actor],
    ),
    pool.query<RunRow>(
      `select id::text as id, sql, started_at, milliseconds, rows, outcome from query_run where actor = $1
        order by query_run.id desc limit ${HISTORY_MAX}`,
      [actor],
    ),
  ])
  return {
    saved: saved.rows.map(({ is_shared, saved_at, ...row }) => ({
      ...row,
      isShared: is_shared,
      savedAt: saved_at.toISOString(),
    })),
    history: history.rows.map(({ started_at, ...row }) => ({ ...row, startedAt: started_at.toISOString() })),
  }
}

export const saveQuery = async (
  pool: Pool,
  actor: string,
  { name, sql, isShared }: z.output<typeof saveQueryCommand>,
): Promise<{ done: boolean }> =>
  inTransaction(pool, async (tx) => {
    const { rowCount } = await tx.query(
      `insert into saved_query (owner, name, sql, is_shared)
     select $1, $2, $3, $4 where (select count(*) from saved_query where owner = $1 and name <> $2) < ${SAVED_MAX}
     on conflict (owner, name) do update set sql = excluded.sql, is_shared = excluded.is_shared, saved_at = now()`,
      [actor, name, sql, isShared],
    )
    if (rowCount !== 1)
      throw new ApiProblem('conflict', `You keep ${SAVED_MAX} queries already. Nothing was saved; remove one first.`)
    await writeAudit(tx, { actor, action: 'query.save', subject: name, why: '', detail: { sql, isShared } })
    return { done: true }
  })

export const removeQuery = (pool: Pool, actor: string, id: string): Promise<{ done: boolean }> =>
  inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ name: string; sql: string }>(
      'delete from saved_query where id = $1 and owner = $2 returning name, sql',
      [id, actor],
    )
    const removed = rows[0]
    if (!removed) throw new ApiProblem('not_found', 'You keep no such query: it was removed, or it is somebody else’s.')
    await writeAudit(tx, {
      actor,
      action: 'query.remove',
      subject: removed.name,
      why: '',
      detail: { sql: removed.sql },
    })
    return { done: true }
  })
