/** Which file, and which row, a line item is in (R18): placements never move, and the database refuses a second place. */

import { publicFileId } from '../../domain/csv-file.ts'
import type { RowsAppended } from '../../domain/csv-file-event.ts'
import { uuidText } from '../../domain/line-item-id.ts'
import type { Client } from '../postgres/pool.ts'

type Placement = { id: string; attempt: number; fileId: number; row: number }

const placementsOf = (event: RowsAppended): Placement[] =>
  event.attempts.map((attempt, index) => ({
    id: uuidText(event.ids, index * 16),
    attempt,
    fileId: event.fileId,
    row: event.firstRow + index,
  }))

/** Inserts, then compares: an equal placement is a repeat; another one marks the file, which will not balance. */
export const placeRows = async (tx: Client, events: readonly RowsAppended[]): Promise<void> => {
  const rows = events.flatMap(placementsOf)
  if (rows.length === 0) return
  const values = [rows.map((r) => r.id), rows.map((r) => r.attempt), rows.map((r) => r.fileId), rows.map((r) => r.row)]
  const { rowCount } = await tx.query({
    name: 'place_rows', // index: placement_pkey of the partitions that the ids fall into
    text: `insert into placement (line_item_id, attempt, file_id, row_number)
           select * from unnest($1::uuid[], $2::smallint[], $3::bigint[], $4::int[]) on conflict do nothing`,
    values,
  })
  if (rowCount !== rows.length) await markConflicts(tx, values, rows)
}

const markConflicts = async (tx: Client, values: unknown[], rows: readonly Placement[]): Promise<void> => {
  const ids = rows.map((r) => r.id).sort()
  const { rows: moved } = await tx.query<{
    id: string
    file_id: number
    row: number
    had_file: number
    had_row: number
  }>({
    name: 'compare_placements', // index: placement_pkey; $5 and $6 prune partitions
    text: `select n.id, n.file_id, n.row, p.file_id as had_file, p.row_number as had_row
             from unnest($1::uuid[], $2::smallint[], $3::bigint[], $4::int[]) as n (id, attempt, file_id, row)
             join placement p on p.line_item_id = n.id and p.attempt = n.attempt
                             and p.line_item_id >= $5 and p.line_item_id <= $6
            where (p.file_id, p.row_number) <> (n.file_id, n.row) order by n.row limit 100`,
    values: [...values, ids[0], ids.at(-1)],
  })
  for (const one of moved)
    await tx.query('update csv_file set placement_conflict = coalesce(placement_conflict, $2) where id = $1', [
      one.file_id,
      `line item ${one.id} of row ${one.row} is already in row ${one.had_row} of ${publicFileId(one.had_file)}`,
    ])
}
