/**
 * Proves a CSV file: folds it again from the records it is made of, in the archive or in the log, and compares the bytes
 * with the digest that was recorded when it closed and with what is in the object store.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { RenderProfile } from '../../domain/csv.ts'
import type { Claim } from '../../domain/line-item.ts'
import { foldRange } from '../csv/fold-range.ts'
import type { Hydro } from '../kafka/client.ts'
import type { LogRecord } from '../kafka/log-reader.ts'
import { ObjectNotFound, type ObjectStore } from '../objects/object.ts'
import type { Pool } from '../postgres/pool.ts'
import { type CheckedFile, manifestFiles } from './check-archive.ts'
import { openDuckDB } from './duckdb.ts'
import { readArchivedFile } from './read-archive.ts'

export type CsvProof = {
  readonly name: string
  readonly from: 'archive' | 'log'
  readonly rows: number
  readonly bytes: number
  readonly recorded: string
  readonly rebuilt: string
  /** null: the object is gone. */
  readonly stored: string | null
  readonly isProven: boolean
  readonly content: readonly Buffer[]
}

type Row = {
  id: number
  name: string
  partition: number
  sequence: number
  first_offset: number
  next_offset: number
  opening_marks: Claim[]
  profile: RenderProfile
  max_bytes: number
  max_age_seconds: number
  digest: Buffer
  object_key: string | null
  installation: string
}

const FILE = `
  select f.id, f.name, f.partition, f.sequence, f.first_offset, f.next_offset, f.opening_marks, f.profile, f.max_bytes,
         f.max_age_seconds, f.digest, f.object_key, i.name as installation
    from csv_file f cross join installation i
   where (f.name = $1 or f.id::text = $1) and f.revision = 1 and f.object_key is not null`

/** Undefined when no closed file has this name or id. */
export const proveCsv = async (
  pool: Pool,
  objects: ObjectStore,
  what: { readonly file: string; readonly hydro: Hydro | undefined; readonly scratchFolder: string },
): Promise<CsvProof | undefined> => {
  const { rows } = await pool.query<Row>(FILE, [what.file])
  const row = rows[0]
  if (!row) return undefined
  const opening = {
    installation: row.installation,
    partition: row.partition,
    sequence: row.sequence,
    firstOffset: row.first_offset,
    openingMarks: row.opening_marks,
    profile: row.profile,
    maxBytes: row.max_bytes,
    maxAgeSeconds: row.max_age_seconds,
  }
  const source = what.hydro ?? archivedRange(pool, objects, row, what.scratchFolder)
  const { file } = await foldRange(source, opening, row.next_offset, async () => {})
  const recorded = row.digest.toString('hex')
  const rebuilt = file.digest().toString('hex')
  const stored = await objects.get(row.object_key!).then(
    (bytes) => createHash('sha256').update(bytes).digest('hex'),
    (error: unknown) => {
      if (error instanceof ObjectNotFound) return null
      throw error
    },
  )
  return {
    name: row.name,
    from: what.hydro ? 'log' : 'archive',
    rows: file.rows,
    bytes: file.size,
    recorded,
    rebuilt,
    stored,
    isProven: rebuilt === recorded,
    content: file.bytes,
  }
}

/** Exactly the records of the file's range. @throws Error when the archive has a gap there */
async function* archivedRange(
  pool: Pool,
  objects: ObjectStore,
  row: Row,
  scratchFolder: string,
): AsyncGenerator<LogRecord> {
  const all = await manifestFiles(pool, 'billing.submittable')
  const files = all.filter(
    (f) => f.partition === row.partition && f.nextOffset > row.first_offset && f.fromOffset < row.next_offset,
  )
  whole(files, row)
  const { instance, connection } = await openDuckDB({ memoryMb: 256 })
  try {
    for (const { objectKey } of files) {
      const scratch = join(scratchFolder, `${process.pid}-prove.parquet`)
      for await (const record of readArchivedFile(connection, objects, objectKey, scratch))
        if (record.offset >= row.first_offset && record.offset < row.next_offset) yield record
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

const whole = (files: readonly CheckedFile[], { first_offset, next_offset, name }: Row): void => {
  let next = first_offset
  for (const file of files) if (file.fromOffset <= next) next = file.nextOffset
  if (next < next_offset)
    throw new Error(
      `${name} is made of the offsets ${first_offset} to ${next_offset - 1}; the archive has them only up to ${next - 1}. Nothing is proven; ask the log (--from log), or again when they are archived.`,
    )
}
