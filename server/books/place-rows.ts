/** Which file, and which row, a line item is in (R18): placements never move, and the database refuses a second place. */
import { publicFileId } from '../../domain/csv-file.ts'
import type { RowsAppended } from '../../domain/csv-file-event.ts'
import { uuidText } from '../../domain/line-item-id.ts'
import { int2s, int4s, int8s, uuids } from '../postgres/binary-arrays.ts'
import { copyFile, copyUnlessTaken } from '../postgres/binary-copy.ts'
import type { Client } from '../postgres/pool.ts'

/** One announced row, as a place in its event: nothing is made per row. */
type Row = { readonly event: RowsAppended; readonly nth: number; readonly index: number }

/** Rows that had no place before: of the nth event those from `from` to before `to`, counted from 0. */
export type PlacedRows = {
  readonly nth: number
  readonly event: RowsAppended
  readonly from: number
  readonly to: number
}

/**
 * Inserts, then compares: an equal placement is a repeat; another one marks the file, which will not balance. Nearly
 * always all rows are new and COPY takes them; after a restart the builder announces its open file again from row 1.
 * @returns the rows that are new, in their order
 */
export const placeRows = async (tx: Client, events: readonly RowsAppended[]): Promise<PlacedRows[]> => {
  const rows: Row[] = events.flatMap((event, nth) => event.attempts.map((_, index) => ({ event, nth, index })))
  if (rows.length === 0) return []
  if (!(await copyUnlessTaken(tx, COPY, placementsFile(rows)))) return placeBeside(tx, rows)
  return events.flatMap((event, nth) =>
    event.attempts.length > 0 ? [{ nth, event, from: 0, to: event.attempts.length }] : [],
  )
}

// index: placement_pkey of the partitions that the ids fall into
const COPY = 'copy placement (line_item_id, attempt, file_id, row_number) from stdin (format binary)'

/** Field count, then length and value of a uuid, an int2, an int8 and an int4. */
const ROW_BYTES = 2 + 20 + 6 + 12 + 8

const placementsFile = (rows: readonly Row[]): Buffer =>
  copyFile(rows.length, ROW_BYTES, (row, nth) => {
    const { event, index } = rows[nth]!
    row.fields(4)
    row.uuid(event.ids, index * 16)
    row.int2(event.attempts[index]!)
    row.int8(event.fileId)
    row.int4(event.firstRow + index)
  })

const placeBeside = async (tx: Client, rows: readonly Row[]): Promise<PlacedRows[]> => {
  const n = rows.length
  const values = [
    uuids(n, (i) => rows[i]!.event.ids.subarray(rows[i]!.index * 16)),
    int2s(n, (i) => rows[i]!.event.attempts[rows[i]!.index]!),
    int8s(n, (i) => rows[i]!.event.fileId),
    int4s(n, (i) => rows[i]!.event.firstRow + rows[i]!.index),
  ]
  const { rows: inserted } = await tx.query<{ file_id: number; row_number: number }>({
    name: 'place_rows', // index: placement_pkey of the partitions that the ids fall into
    text: `insert into placement (line_item_id, attempt, file_id, row_number)
           select * from unnest($1::uuid[], $2::smallint[], $3::bigint[], $4::int[]) on conflict do nothing
           returning file_id, row_number`,
    values,
  })
  if (inserted.length !== n) await markConflicts(tx, values, rows)
  return inTheirOrder(rows, inserted)
}

const inTheirOrder = (
  rows: readonly Row[],
  inserted: readonly { file_id: number; row_number: number }[],
): PlacedRows[] => {
  const isNew = new Set(inserted.map(({ file_id, row_number }) => `${file_id} ${row_number}`))
  const placed: { nth: number; event: RowsAppended; from: number; to: number }[] = []
  for (const { nth, event, index } of rows) {
    // One announcement may be here twice: the first of them has the row.
    if (!isNew.delete(`${event.fileId} ${event.firstRow + index}`)) continue
    const last = placed.at(-1)
    if (last?.nth === nth && last.to === index) last.to++
    else placed.push({ nth, event, from: index, to: index + 1 })
  }
  return placed
}

const markConflicts = async (tx: Client, values: unknown[], rows: readonly Row[]): Promise<void> => {
  const ids = rows.map(({ event, index }) => uuidText(event.ids, index * 16)).sort()
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
