/** What csv-builder tells csv-bookkeeper on billing.csv-files, at the file's own partition (R9, R17). */
import type { CsvFileEvent } from '../../domain/csv-file-event.ts'
import type { FoldRecord } from '../../domain/file-fold.ts'
import type { OutRecord } from '../kafka/sender.ts'
import { ROWS_APPENDED_MAX } from '../limits.ts'
import { encodeCsvFileEvent } from '../proto/codec.ts'
import type { OpenFile, ProductOf } from './open-file.ts'

export const csvFileRecord = (partition: number, event: CsvFileEvent): OutRecord => ({
  partition,
  key: Buffer.from(String(partition)),
  value: encodeCsvFileEvent(event),
})

/** Rows in the order of the file, from `firstRow` on (1 is the first under the header). */
export const rowsAppended = (
  file: OpenFile,
  firstRow: number,
  rows: readonly FoldRecord[],
  productOf: ProductOf,
): OutRecord[] => {
  const records: OutRecord[] = []
  const nowMs = Date.now()
  for (let at = 0; at < rows.length; at += ROWS_APPENDED_MAX) {
    const part = rows.slice(at, at + ROWS_APPENDED_MAX)
    const { measuredAs, places } = file.measuredAs(firstRow + at, part.length, productOf)
    records.push(
      csvFileRecord(file.opening.partition, {
        kind: 'rows_appended',
        fileId: file.id,
        firstRow: firstRow + at,
        ids: Buffer.concat(part.map(({ row }) => row.lineItemId)),
        attempts: part.map(({ row }) => row.attempt),
        nextOffset: part.at(-1)!.offset + 1,
        eventAgesMs: part.map(({ timestampMs }) => Math.min(Math.max(nowMs - timestampMs, 0), 0xffff_ffff)),
        measuredAs,
        rowMeasuredAs: places,
      }),
    )
  }
  return records
}

export const fileClosed = (file: OpenFile, nextOffset: number, closedAtMs: number): OutRecord => {
  const { opening } = file
  return csvFileRecord(opening.partition, {
    kind: 'file_closed',
    fileId: file.id,
    sequence: opening.sequence,
    firstOffset: opening.firstOffset,
    nextOffset,
    openingMarks: [...opening.openingMarks],
    rows: file.rows,
    sizeBytes: file.size,
    sha256: file.digest(),
    profile: opening.profile,
    objectKey: file.objectKey,
    openedAtMs: file.openedAtMs,
    closedAtMs,
    rowsSha256: file.rowsDigest(),
  })
}
