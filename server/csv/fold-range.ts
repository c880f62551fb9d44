/** Folds a range of billing.submittable into a file again: the log is the file's write-ahead log. */
import { type FoldRecord, foldStep, Marks } from '../../domain/file-fold.ts'
import type { Hydro } from '../kafka/client.ts'
import { type LogRecord, readLog } from '../kafka/log-reader.ts'
import { decodeSubmittable } from '../proto/codec.ts'
import { type FileOpening, OpenFile } from './open-file.ts'

/** Records folded at a time: bounds what is in memory beside the file itself. */
const STEP_RECORDS = 2_000

/**
 * The file of exactly the records of [opening.firstOffset, nextOffset), whatever its limits: its boundary was decided.
 * `source` is the log, or exactly these records from elsewhere. `onRows` gets the rows in order, as they are folded. The marks after the range are returned.
 */
export const foldRange = async (
  source: Hydro | AsyncIterable<LogRecord>,
  opening: FileOpening,
  nextOffset: number,
  onRows: (file: OpenFile, firstRow: number, rows: readonly FoldRecord[]) => Promise<void>,
): Promise<{ file: OpenFile; marks: Marks }> => {
  const file = new OpenFile(opening)
  const marks = Marks.of(opening.openingMarks)
  let pending: FoldRecord[] = []
  const fold = async () => {
    const step = foldStep(pending, 0, marks, {
      size: file.size,
      rows: file.rows,
      maxBytes: Number.MAX_SAFE_INTEGER,
      profile: opening.profile,
    })
    const firstRow = file.rows + 1
    file.add(step)
    pending = []
    if (step.rows.length > 0) await onRows(file, firstRow, step.rows)
  }
  for await (const record of 'home' in source ? logOf(source, opening, nextOffset) : source) {
    pending.push({ offset: record.offset, timestampMs: record.timestampMs, row: decodeSubmittable(record.value) })
    if (pending.length === STEP_RECORDS) await fold()
  }
  await fold()
  return { file, marks }
}

const logOf = (hydro: Hydro, opening: FileOpening, nextOffset: number): AsyncGenerator<LogRecord> =>
  readLog(hydro, {
    site: hydro.home.name,
    topic: 'billing.submittable',
    partition: opening.partition,
    from: opening.firstOffset,
    to: nextOffset,
    ahead: true,
  })
