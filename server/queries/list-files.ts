/** Which CSV files are there? */
import type { z } from 'zod'
import type { Page, Totals } from '../../domain/api/common.ts'
import type { CsvFile, filesQuery } from '../../domain/api/files.ts'
import { parsePublicFileId } from '../../domain/csv-file.ts'
import type { FileState } from '../../domain/file-states.ts'
import { makeCursor, NUMBER, pageFrom, readCursor, TIME } from '../api/cursor.ts'
import type { Pool } from '../postgres/pool.ts'
import { type SkuSum, sumsOfFiles, totalsAndEstimate } from './file-sums.ts'
import { iso, isoOrNull } from './time.ts'

/** Columns of a file as `FileRecord` reads them. */
export const FILE_COLUMNS = `
  f.id::text as id, f.name, f.partition, f.sequence, f.revision, f.state, f.rows, f.bytes, encode(f.digest, 'hex') as digest,
  f.first_offset::text as "firstOffset", f.next_offset::text as "nextOffset", f.totals, f.max_bytes as "maxBytes",
  f.max_age_seconds as "maxAgeSeconds", f.difference, f.placement_conflict as "placementConflict", f.opened_at as "openedAt",
  f.closed_at as "closedAt", f.balanced_at as "balancedAt", f.submitted_at as "submittedAt", f.imported_at as "importedAt",
  f.object_key as "objectKey", f.profile, f.opening_marks as "openingMarks",
  f.first_line_item_id as "firstLineItemId", f.last_line_item_id as "lastLineItemId",
  (select a.message from submission_attempt a
    where f.state = 'submitting' and a.file_id = f.id and a.state = 'retryable'
    order by a.revision desc, a.number desc limit 1) as "notTaken"`

export type FileRecord = {
  id: string
  name: string
  partition: number
  sequence: number
  revision: number
  state: FileState
  rows: number
  bytes: number
  digest: string
  firstOffset: string
  nextOffset: string
  totals: Totals | null
  maxBytes: number
  maxAgeSeconds: number
  difference: string | null
  placementConflict: string | null
  openedAt: Date
  closedAt: Date | null
  balancedAt: Date | null
  submittedAt: Date | null
  importedAt: Date | null
  objectKey: string | null
  profile: Record<string, unknown>
  openingMarks: { topic: string | number; partition: number; offset: string | number }[]
  firstLineItemId: string | null
  lastLineItemId: string | null
  notTaken: string | null
}

// index: csv_file_opened (opened_at desc, id desc); with few states csv_file_state
const LIST = `
  select ${FILE_COLUMNS}, to_char(f.opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.USZ') as "sortTime"
    from csv_file f
   where ($1::text[] is null or f.state = any($1))
     and ($2::int is null or f.partition = $2)
     and ($3::timestamptz is null or f.opened_at >= $3)
     and ($4::timestamptz is null or f.opened_at < $4)
     and ($5::text is null or position(lower($5) in f.name) > 0 or f.id = $6::bigint)
     and ($7::timestamptz is null or (f.opened_at, f.id) < ($7, $8::bigint))
   order by f.opened_at desc, f.id desc
   limit $9`

export const toFile = async (pool: Pool, record: FileRecord, sums: SkuSum[] | undefined): Promise<CsvFile> => {
  const summed = sums ? await totalsAndEstimate(pool, sums) : null
  const grows = record.state === 'open' || record.state === 'closing'
  return {
    id: record.id,
    name: record.name,
    partition: record.partition,
    sequence: record.sequence,
    revision: record.revision,
    state: record.state,
    rows: record.rows,
    bytes: record.bytes,
    sha256: grows ? null : record.digest,
    firstOffset: record.firstOffset,
    lastOffset: BigInt(record.nextOffset) > BigInt(record.firstOffset) ? String(BigInt(record.nextOffset) - 1n) : null,
    totals: record.totals ?? (summed && Object.keys(summed.totals).length > 0 ? summed.totals : null),
    estimate: summed?.estimate ?? null,
    maxBytes: record.maxBytes,
    maxAgeSeconds: record.maxAgeSeconds,
    difference: record.difference ?? record.placementConflict,
    notTaken: record.notTaken,
    openedAt: iso(record.openedAt),
    closedAt: isoOrNull(record.closedAt),
    balancedAt: isoOrNull(record.balancedAt),
    submittedAt: isoOrNull(record.submittedAt),
    importedAt: isoOrNull(record.importedAt),
  }
}

export const listFiles = async (pool: Pool, query: z.output<typeof filesQuery>): Promise<Page<CsvFile>> => {
  const after = readCursor(query.cursor, [TIME, NUMBER])
  const q = query.q === '' ? undefined : query.q
  const id =
    q === undefined ? undefined : (parsePublicFileId(q)?.fileId ?? (/^\d{1,15}$/.test(q) ? Number(q) : undefined))
  const { rows } = await pool.query<FileRecord & { sortTime: string }>(LIST, [
    query.state ?? null,
    query.partition ?? null,
    query.from ?? null,
    query.to ?? null,
    q ?? null,
    id ?? null,
    after?.[0] ?? null,
    after?.[1] ?? null,
    query.limit + 1,
  ])
  const page = pageFrom(
    rows,
    query.limit,
    (row) => makeCursor(row.sortTime, row.id),
    (row) => row,
  )
  const sums = await sumsOfFiles(pool, page.items)
  return {
    items: await Promise.all(page.items.map((row) => toFile(pool, row, sums.get(row.id)))),
    nextCursor: page.nextCursor,
  }
}
