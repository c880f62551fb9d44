/** Which line items are in a file, in the order of its rows? */
import type { z } from 'zod'
import type { Page } from '../../domain/api/common.ts'
import type { FileRow, fileRowsQuery } from '../../domain/api/files.ts'
import { makeCursor, NUMBER, pageFrom, readCursor } from '../api/cursor.ts'
import type { Pool } from '../postgres/pool.ts'
import { codesOf } from './catalogue.ts'
import { boundsOfFile } from './file-breakdown.ts'
import type { FileRecord } from './list-files.ts'
import { ADDED_UP_ANEW, readFileRecord } from './read-file.ts'
import { iso } from './time.ts'

// Rows of a file lie together and in order in `placement`: its BRIN index finds those of a page, not all of a file's; then
// each page costs `limit` primary keys.
// The Zuora number is the one that the decision froze (R12), not the account's of today.
const ROWS = `
  with page as materialized (
    select p.row_number, p.line_item_id, p.attempt
      from placement p
     where p.file_id = $1 and p.line_item_id >= $2::uuid and p.line_item_id <= $3::uuid
       and p.row_number >= $4 and p.row_number < $5
     order by p.row_number
     limit $6
  )
  select page.row_number as "rowNumber", page.line_item_id as "lineItemId", page.attempt, l.account_id::text as "accountId",
         a.login, z.account_number as "zuoraAccountNumber", l.sku,
         trim_scale(l.units::numeric + l.nanos * 0.000000001)::text as quantity,
         l.started_at as "startedAt", l.ended_at as "endedAt", l.origin_site as "originSite"
    from page
    cross join lateral (
      select account_id, sku, units, nanos, started_at, ended_at, origin_site, zuora_identity from line_item
       where id = page.line_item_id and id >= $2::uuid and id <= $3::uuid offset 0) l
    left join account a on a.id = l.account_id
    left join zuora_identity z on z.id = l.zuora_identity
   order by page.row_number`

/** Rows of a balanced file have the numbers 1 to n (R19), so that a page of it ends where its numbers end. */
const isNumbered = ({ balancedAt, state }: FileRecord): boolean => balancedAt !== null && !ADDED_UP_ANEW.includes(state)
const INT4_MAX = 2_147_483_647

type Row = {
  rowNumber: number
  lineItemId: string
  attempt: number
  accountId: string
  login: string | null
  zuoraAccountNumber: string | null
  sku: number
  quantity: string
  startedAt: Date
  endedAt: Date
  originSite: number
}

export const listFileRows = async (
  pool: Pool,
  fileId: string,
  query: z.output<typeof fileRowsQuery>,
): Promise<Page<FileRow>> => {
  const file = await readFileRecord(pool, fileId)
  const after = readCursor(query.cursor, [NUMBER])
  const bounds = await boundsOfFile(pool, file)
  if (!bounds) return { items: [], nextCursor: null }
  const from = Math.min(after ? Number(after[0]) : (query.from ?? 1), INT4_MAX)
  const to = isNumbered(file) ? Math.min(from + query.limit, INT4_MAX) : undefined
  const [{ rows }, codes] = await Promise.all([
    pool.query<Row>(ROWS, [fileId, ...bounds, from, to ?? INT4_MAX, query.limit + 1]),
    codesOf(pool),
  ])
  const toRow = ({ originSite, sku, ...row }: Row): FileRow => ({
    ...row,
    ...codes.sku(sku),
    site: codes.site(originSite),
    startedAt: iso(row.startedAt),
    endedAt: iso(row.endedAt),
  })
  // Where a row was lost all the same, the page is short, and the list goes on.
  if (to !== undefined) return { items: rows.map(toRow), nextCursor: to <= file.rows ? makeCursor(to) : null }
  return pageFrom(rows, query.limit, (row) => makeCursor(row.rowNumber + 1), toRow)
}
