import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { UsageRow } from './usage-file.ts'

/** Rows per piece of the stream: about 200 kB of text. */
const ROWS_PER_CHUNK = 2_000

/** COPY's text format: backslash, tab and line ends are escaped, \N is null. */
const escaped = (text: string): string =>
  /[\\\t\n\r]/.test(text)
    ? text.replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n').replace(/\r/g, '\\r')
    : text

const line = (importNumber: number, r: UsageRow): string =>
  `${importNumber}\t${r.row}\t${escaped(r.account)}\t${escaped(r.uom)}\t${r.quantity}\t${r.startDate}\t${r.endDate ?? '\\N'}\t${escaped(r.subscription)}\t${escaped(r.charge)}\t${escaped(r.description)}\t${r.uniqueKey === null ? '\\N' : escaped(r.uniqueKey)}\n`

function* chunks(importNumber: number, rows: readonly UsageRow[]): Generator<string> {
  for (let at = 0; at < rows.length; at += ROWS_PER_CHUNK)
    yield rows
      .slice(at, at + ROWS_PER_CHUNK)
      .map((row) => line(importNumber, row))
      .join('')
}

/** One COPY per file: 45,000 records in well under a second. Throws unique_violation (23505) for a known UNIQUE_KEY. */
export const insertRecords = async (
  tx: pg.ClientBase,
  importNumber: number,
  rows: readonly UsageRow[],
): Promise<void> => {
  const sink = tx.query(
    copyFrom(
      `copy usage_record (import_number, row_number, account_number, uom, quantity, start_date, end_date,
         subscription_id, charge_id, description, unique_key) from stdin`,
    ),
  )
  await pipeline(Readable.from(chunks(importNumber, rows)), sink)
}
