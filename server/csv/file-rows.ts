/** The rows of `csv_file` as csv-builder writes them, in the transaction that moves its cursor. */
import { uuidText } from '../../domain/line-item-id.ts'
import type { LatencyCell } from '../../domain/step-latency.ts'
import { recordFileEvent } from '../files/record-file-event.ts'
import type { Client } from '../postgres/pool.ts'
import type { OpenFile } from './open-file.ts'

/** Writes a file that got its first rows; gives the time it opened, by the database's clock. */
export const insertFile = async (tx: Client, file: OpenFile, nextOffset: number): Promise<number> => {
  const { opening } = file
  const range = file.idRange
  const { rows } = await tx.query<{ opened_at: Date }>(
    `insert into csv_file
       (id, name, partition, sequence, state, first_offset, next_offset, opening_marks, profile, max_bytes,
        max_age_seconds, rows, bytes, digest, first_line_item_id, last_line_item_id, opened_at)
     values ($1, $2, $3, $4, 'open', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, now())
     returning opened_at`,
    [
      file.id,
      file.name,
      opening.partition,
      opening.sequence,
      opening.firstOffset,
      nextOffset,
      JSON.stringify(opening.openingMarks),
      JSON.stringify(opening.profile),
      opening.maxBytes,
      opening.maxAgeSeconds,
      file.rows,
      file.size,
      file.digest(),
      range ? uuidText(range.least) : null,
      range ? uuidText(range.greatest) : null,
    ],
  )
  await recordFileEvent(tx, {
    fileId: file.id,
    what: 'opened',
    detail: { firstOffset: opening.firstOffset },
    actor: 'csv-builder',
  })
  return rows[0]!.opened_at.getTime()
}

export const growFile = async (tx: Client, file: OpenFile, nextOffset: number): Promise<void> => {
  const range = file.idRange
  const { rowCount } = await tx.query({
    name: 'grow_file',
    text: `update csv_file set next_offset = $2, rows = $3, bytes = $4, digest = $5,
                  first_line_item_id = $6, last_line_item_id = $7
            where id = $1 and state = 'open'`,
    values: [
      file.id,
      nextOffset,
      file.rows,
      file.size,
      file.digest(),
      range ? uuidText(range.least) : null,
      range ? uuidText(range.greatest) : null,
    ],
  })
  if (rowCount !== 1) throw new Error(`${file.name} is not open in the database, but its cursor says so`)
}

/**
 * Decides the close: from here on the file's range, bytes and digest are final. `eventAges` is how old the events of its
 * rows are now, for the latency to Zuora's answer; none where the file is rebuilt (R21), whose events are no news.
 */
export const closeFile = async (
  tx: Client,
  file: OpenFile,
  why: string,
  eventAges: readonly LatencyCell[] | null,
): Promise<number> => {
  const { rows } = await tx.query<{ closed_at: Date }>(
    `update csv_file set state = 'closing', closed_at = now(), object_key = $2, manifest_totals = $3, rows_digest = $4,
            event_ages = $5
      where id = $1 and state = 'open' returning closed_at`,
    [file.id, file.objectKey, JSON.stringify(file.totals()), file.rowsDigest(), eventAges && JSON.stringify(eventAges)],
  )
  if (!rows[0]) throw new Error(`${file.name} is not open in the database, but its cursor says so`)
  await recordFileEvent(tx, {
    fileId: file.id,
    what: 'closing',
    detail: { why, rows: file.rows },
    actor: 'csv-builder',
  })
  return rows[0].closed_at.getTime()
}
