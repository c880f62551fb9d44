/**
 * Proves archived files: each is read again from the store, row by row, and must give the digests that were taken of the
 * log's records when its ranges were decided. Only what is proven may be trimmed from the log.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ObjectStore } from '../objects/object.ts'
import type { Pool } from '../postgres/pool.ts'
import type { CheckedFile } from './check-archive.ts'
import { openDuckDB } from './duckdb.ts'
import { readArchivedFile } from './read-archive.ts'
import { RecordBuffer } from './record-buffer.ts'

export type Proof = { readonly objectKey: string; readonly rows: number; readonly fault: string | null }

/** What was decided, range by range: a compacted file still has the ranges of its parts. */
const RANGES = `
  select first_offset, last_offset, rows, rows_sha256 from archive_file
   where site = $1 and topic = $2 and partition = $3 and epoch = $4 and level = 0
     and state in ('written', 'replaced', 'removed') and from_offset >= $5 and next_offset <= $6
   order by from_offset`
type Range = { first_offset: number; last_offset: number; rows: number; rows_sha256: Buffer }

export async function* proveFiles(
  pool: Pool,
  objects: ObjectStore,
  files: readonly CheckedFile[],
  scratchFolder: string,
): AsyncGenerator<Proof> {
  const { instance, connection } = await openDuckDB({ memoryMb: 256 })
  try {
    for (const file of files) {
      const { rows: ranges } = await pool.query<Range>(RANGES, [
        ...[file.site, file.topic, file.partition, file.epoch],
        ...[file.fromOffset, file.nextOffset],
      ])
      const fault = await faultOf(file, ranges)
      if (fault === null) await pool.query('update archive_file set proven_at = now() where id = $1', [file.id])
      yield { objectKey: file.objectKey, rows: file.rows, fault }
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }

  async function faultOf(file: CheckedFile, ranges: readonly Range[]): Promise<string | null> {
    const scratch = join(scratchFolder, `${process.pid}-proof.parquet`)
    if (!(await hasDigest(objects, file, scratch))) return 'the file is not the one that was written'
    let at = 0
    let records = new RecordBuffer()
    for await (const record of readArchivedFile(connection, objects, file.objectKey, scratch)) {
      const range = ranges[at]
      if (!range || record.offset < range.first_offset) return `offset ${record.offset} is in no range that was decided`
      records.add(record)
      if (record.offset < range.last_offset) continue
      if (records.rows !== range.rows || !records.rowsSha256().equals(range.rows_sha256))
        return `the records ${range.first_offset} to ${range.last_offset} are not those of the log`
      records = new RecordBuffer()
      at++
    }
    return at === ranges.length && at > 0
      ? null
      : `it ends before the offset ${ranges[at]?.last_offset ?? file.lastOffset}`
  }
}

const hasDigest = async (objects: ObjectStore, file: CheckedFile, scratch: string): Promise<boolean> => {
  const hash = createHash('sha256')
  const path = objects.folder ? join(objects.folder, file.objectKey) : scratch
  if (!objects.folder) await objects.fetchTo(file.objectKey, scratch)
  try {
    await pipeline(createReadStream(path), hash)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  } finally {
    if (!objects.folder) await rm(scratch, { force: true })
  }
  return hash.digest().equals(file.sha256)
}
