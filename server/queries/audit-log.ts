/** Who did what, when and why? */
import type { z } from 'zod'
import type { AuditNames, AuditRow, auditExportQuery, auditQuery } from '../../domain/api/audit.ts'
import type { Page } from '../../domain/api/common.ts'
import { csvLine } from '../../domain/csv-export.ts'
import { makeCursor, NUMBER, pageFrom, readCursor } from '../api/cursor.ts'
import { AUDIT_EXPORT_ROWS_MAX } from '../limits.ts'
import type { Pool } from '../postgres/pool.ts'
import { iso } from './time.ts'

// index: audit_log_pkey backwards; of an actor audit_log_actor, of an action audit_log_action, of a time audit_log_at; words of
// three letters and more audit_log_words, where this Postgres has pg_trgm (decision 30)
export const AUDIT_LIST = `
  select a.id::text as id, at, actor, action, subject, reason, detail
    from audit_log a
   where ($1::text is null or actor = $1)
     and ($2::text is null or action = $2)
     and ($3::text is null or lower(subject) like '%' || lower($3) || '%' or lower(reason) like '%' || lower($3) || '%')
     and ($4::timestamptz is null or at >= $4)
     and ($5::timestamptz is null or at < $5)
     and ($6::bigint is null or a.id < $6)
   order by a.id desc -- not the text of the answer: 9 would come before 10
   limit $7`

/** From one name to the next by the index: as many steps as names, however long the log is. */
const NAMES_MAX = 200
const ACTORS = `
  with recursive name as (
    (select actor as name, 1 as n from audit_log order by actor limit 1)
    union all
    select (select actor from audit_log where actor > name.name order by actor limit 1), n + 1
      from name where name.name is not null and n < ${NAMES_MAX}
  ) select name from name where name is not null`
const ACTIONS = `
  with recursive name as (
    (select action as name, 1 as n from audit_log order by action limit 1)
    union all
    select (select action from audit_log where action > name.name order by action limit 1), n + 1
      from name where name.name is not null and n < ${NAMES_MAX}
  ) select name from name where name is not null`

type Row = Omit<AuditRow, 'at'> & { at: Date }
type Filters = z.output<typeof auditExportQuery>

/** As it was typed: to LIKE, these three would mean something. */
const asWritten = (words: string): string => words.replace(/[\\%_]/g, '\\$&')

const readRows = async (pool: Pool, filters: Filters, before: string | null, limit: number): Promise<Row[]> => {
  const { actor, action, q, from, to } = filters
  const values = [actor || null, action || null, q ? asWritten(q) : null, from ?? null, to ?? null, before, limit]
  return (await pool.query<Row>(AUDIT_LIST, values)).rows
}

export const listAudit = async (pool: Pool, query: z.output<typeof auditQuery>): Promise<Page<AuditRow>> => {
  const after = readCursor(query.cursor, [NUMBER])
  const rows = await readRows(pool, query, after?.[0] ?? null, query.limit + 1)
  return pageFrom(
    rows,
    query.limit,
    (row) => makeCursor(row.id),
    (row) => ({ ...row, at: iso(row.at) }),
  )
}

export const readAuditNames = async (pool: Pool): Promise<AuditNames> => {
  const [actors, actions] = await Promise.all(
    [ACTORS, ACTIONS].map(async (sql) => (await pool.query<{ name: string }>(sql)).rows.map(({ name }) => name)),
  )
  return { actors: actors ?? [], actions: actions ?? [] }
}

const CHUNK_ROWS = 2_000

/** Newest first, a chunk at a time, so that neither side holds all of it. */
export const exportAudit = (pool: Pool, filters: Filters): ReadableStream<Uint8Array> => {
  const bytes = new TextEncoder()
  let before: string | null = null
  let left = AUDIT_EXPORT_ROWS_MAX
  return new ReadableStream({
    start: (out) => out.enqueue(bytes.encode(csvLine(['at', 'actor', 'action', 'subject', 'why', 'detail', 'entry']))),
    pull: async (out) => {
      const rows = await readRows(pool, filters, before, Math.min(CHUNK_ROWS, left))
      left -= rows.length
      before = rows.at(-1)?.id ?? null
      const lines = rows.map((r) =>
        csvLine([iso(r.at), r.actor, r.action, r.subject, r.reason, JSON.stringify(r.detail), r.id]),
      )
      if (lines.length > 0) out.enqueue(bytes.encode(lines.join('')))
      if (rows.length < CHUNK_ROWS || left <= 0) out.close()
    },
  })
}
