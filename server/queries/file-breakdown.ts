/**
 * What is booked in files whose sums are not written down yet (open, closing, closed, quarantined): added up from their
 * placements and line items, one file at a time with the file's own least and greatest id as constant bounds (R8).
 */
import type { Client, Pool } from '../postgres/pool.ts'

export type BreakdownLine = {
  readonly originSite: number
  readonly originTopic: number
  readonly sku: number
  /** UTC day of the event. */
  readonly day: string
  readonly rows: number
  /** Exact decimal text. */
  readonly quantity: string
}

// index: placement_*_file (BRIN on file_id); reached once per file, and only while its bounds are not recorded
const BOUNDS = `select min(line_item_id::text collate "C") as first, max(line_item_id::text collate "C") as last
  from placement where file_id = $1`

// index: placement_*_file (BRIN on file_id), then line_item_*_pkey. `offset 0` keeps it a look-up per row: a join would
// read whole months to find one file's rows.
const BREAKDOWN = `
  select l.origin_site as "originSite", l.origin_topic as "originTopic", l.sku,
         to_char(l.started_at at time zone 'UTC', 'YYYY-MM-DD') as day,
         count(*)::int as rows, trim_scale(sum(l.units)::numeric + sum(l.nanos) * 0.000000001)::text as quantity
    from placement p
   cross join lateral (
      select origin_site, origin_topic, sku, started_at, units, nanos from line_item
       where id = p.line_item_id and id >= $2::uuid and id <= $3::uuid offset 0) l
   where p.file_id = $1 and p.line_item_id >= $2::uuid and p.line_item_id <= $3::uuid
   group by 1, 2, 3, 4`

export type FileBounds = {
  readonly id: string
  readonly firstLineItemId: string | null
  readonly lastLineItemId: string | null
}

/** Least and greatest id in a file, or null when nothing is booked in it. */
export const boundsOfFile = async (db: Pool | Client, file: FileBounds): Promise<[string, string] | null> => {
  if (file.firstLineItemId && file.lastLineItemId) return [file.firstLineItemId, file.lastLineItemId]
  const { rows } = await db.query<{ first: string | null; last: string | null }>(BOUNDS, [file.id])
  return rows[0]?.first && rows[0].last ? [rows[0].first, rows[0].last] : null
}

export const breakDownFile = async (db: Pool | Client, file: FileBounds): Promise<BreakdownLine[]> => {
  const bounds = await boundsOfFile(db, file)
  if (!bounds) return []
  return (await db.query<BreakdownLine>(BREAKDOWN, [file.id, ...bounds])).rows
}
