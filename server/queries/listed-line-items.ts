/** Lists of line items, newest first: of a customer, or of what was rejected. Each row has its state and file. */
import type { z } from 'zod'
import type { Page } from '../../domain/api/common.ts'
import type { accountLineItemsQuery, ListedLineItem, rejectedLineItemsQuery } from '../../domain/api/line-items.ts'
import { type FileState, lineItemState } from '../../domain/file-states.ts'
import { lowestIdAt } from '../../domain/line-item-id.ts'
import { topicNamed } from '../../domain/pipeline.ts'
import { reasonCode } from '../../domain/reasons.ts'
import { makeCursor, pageFrom, readCursor } from '../api/cursor.ts'
import type { Pool } from '../postgres/pool.ts'
import { timeRange } from './account-usage.ts'
import { codesOf } from './catalogue.ts'
import { LINE_ITEM_COLUMNS, type LineItemRow, toLineItem } from './line-items.ts'
import { reconciledDays } from './reconciliation.ts'

/** What stands beside each row of a page: one look by primary key each, with constant bounds (R8). */
const BESIDE = `
  left join account a on a.id = l.account_id
  left join lateral (
    select p.file_id, p.row_number from placement p
     where p.line_item_id = l.id and p.line_item_id >= $1::uuid and p.line_item_id < $2::uuid and p.attempt = l.attempt offset 0) p on true
  left join csv_file f on f.id = p.file_id
  left join release_request r on r.line_item_id = l.id and r.attempt = l.attempt`
const WITH = `
  select ${LINE_ITEM_COLUMNS}, a.login, p.row_number as "rowNumber", f.id::text as "fileId", f.name as "fileName", f.state as "fileState",
         r.line_item_id is not null as "releaseAsked"`

// index: line_item_*_account (account_id, id) backwards, alone: it has what is filtered by, so that rows are read of the page only
const OF_ACCOUNT = `
  with found as materialized (
    select l.id from line_item l
     where l.account_id = $3 and l.id >= $1::uuid and l.id < $2::uuid and ($4::uuid is null or l.id < $4)
       and ($5::text is null or l.sku = any(select code from sku where sku = $5))
       and ($6::smallint is null or l.reason = $6) and ($7::smallint is null or l.decision = $7)
     order by l.id desc limit $8
  ), page as materialized (
    select l.* from found
     cross join lateral (select * from line_item l where l.id = found.id and l.id >= $1::uuid and l.id < $2::uuid offset 0) l
  ) ${WITH} from page l ${BESIDE} order by l.id desc`
// index: line_item_*_rejected (reason, id) with a reason; without one the primary key, read backwards
const REJECTED = `
  with page as materialized (
    select l.* from line_item l
     where l.decision = 2 and l.id >= $1::uuid and l.id < $2::uuid and ($3::uuid is null or l.id < $3)
       and ($4::smallint is null or l.reason = $4)
       and ($5::text is null or l.origin_site = any(select code from site where name = $5))
       and ($6::smallint is null or l.origin_topic = $6)
       and ($7::text is null or l.sku = any(select code from sku where product = $7))
     order by l.id desc limit $8
  ) ${WITH} from page l ${BESIDE} order by l.id desc`

type Row = LineItemRow & {
  login: string | null
  rowNumber: number | null
  fileId: string | null
  fileName: string | null
  fileState: FileState | null
  releaseAsked: boolean
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const DECISIONS = { accepted: 1, rejected: 2, set_aside: 3 } as const

const listed = async (pool: Pool, rows: Row[], limit: number): Promise<Page<ListedLineItem>> => {
  const codes = await codesOf(pool)
  return pageFrom(
    rows,
    limit,
    (row) => makeCursor(row.id),
    (row) => {
      const item = toLineItem(row, [], codes)
      const { fileId, fileName, fileState, rowNumber } = row
      const file =
        fileId !== null && fileName !== null && fileState !== null
          ? { id: fileId, name: fileName, state: fileState }
          : null
      return {
        ...item,
        fileId,
        rowNumber,
        state: lineItemState(item.decision, fileState),
        login: row.login,
        file,
        releaseAsked: row.releaseAsked,
      }
    },
  )
}

export const listAccountLineItems = async (
  pool: Pool,
  accountId: string,
  query: z.output<typeof accountLineItemsQuery>,
): Promise<Page<ListedLineItem>> => {
  const [from, to] = timeRange(query.from, query.to)
  const after = readCursor(query.cursor, [UUID])
  const { rows } = await pool.query<Row>(OF_ACCOUNT, [
    lowestIdAt(from.getTime()),
    lowestIdAt(to.getTime()),
    accountId,
    after?.[0] ?? null,
    query.sku ?? null,
    query.reason ? reasonCode(query.reason) : null,
    query.decision ? DECISIONS[query.decision] : null,
    query.limit + 1,
  ])
  return listed(pool, rows, query.limit)
}

/** Code 0 is no topic's: an unknown name finds nothing. */
export const topicFilter = (name: string | undefined): number | null =>
  name === undefined ? null : (topicNamed(name)?.code ?? 0)

export const listRejectedLineItems = async (
  pool: Pool,
  query: z.output<typeof rejectedLineItemsQuery>,
  now = new Date(),
): Promise<Page<ListedLineItem>> => {
  const [from, to] = reconciledDays(query, now)
  const after = readCursor(query.cursor, [UUID])
  const { rows } = await pool.query<Row>(REJECTED, [
    lowestIdAt(from.getTime()),
    lowestIdAt(to.getTime()),
    after?.[0] ?? null,
    query.reason ? reasonCode(query.reason) : null,
    query.site ?? null,
    topicFilter(query.topic),
    query.product ?? null,
    query.limit + 1,
  ])
  return listed(pool, rows, query.limit)
}
