/** Rows of `archive_file`: decided before a file is written, written when it is in the store with its digest. */
import type { ArchivedFile, ArchiveLevel, ArchivePlace, ArchiveRange } from '../../domain/archive.ts'
import type { Client, Pool } from '../postgres/pool.ts'

export type Decided = ArchiveRange & {
  readonly id: number
  readonly objectKey: string
  readonly rows: number
  readonly rowsSha256: Buffer | null
}

type DecidedRow = {
  id: number
  from_offset: number
  first_offset: number
  last_offset: number
  next_offset: number
  object_key: string
  rows: number
  rows_sha256: Buffer | null
}

const toDecided = (row: DecidedRow): Decided => ({
  id: row.id,
  fromOffset: row.from_offset,
  firstOffset: row.first_offset,
  lastOffset: row.last_offset,
  nextOffset: row.next_offset,
  objectKey: row.object_key,
  rows: row.rows,
  rowsSha256: row.rows_sha256,
})

/**
 * What an owner before decided and did not finish. Compactions are planned anew; a file whose range the cursor has left,
 * because a person accepted a loss (R5), is nobody's any more. Kafka's compaction may have taken records of a decided
 * range meanwhile: there a range is decided anew.
 */
export const unfinishedFile = async (
  tx: Client | Pool,
  place: ArchivePlace,
  cursor: { readonly nextOffset: number; readonly isCompacted: boolean },
): Promise<Decided | undefined> => {
  const at = [place.site, place.topic, place.partition]
  await tx.query(
    `update archive_file set state = 'abandoned', object_key = object_key || '#' || id
      where site = $1 and topic = $2 and partition = $3 and state = 'decided'
        and (level > 0 or epoch <> $4 or from_offset <> $5 or $6)`,
    [...at, place.epoch, cursor.nextOffset, cursor.isCompacted],
  )
  const { rows } = await tx.query<DecidedRow>(
    `select id, from_offset, first_offset, last_offset, next_offset, object_key, rows, rows_sha256
       from archive_file where site = $1 and topic = $2 and partition = $3 and state = 'decided' and level = 0`,
    at,
  )
  return rows[0] && toDecided(rows[0])
}

/** What both Postgres and a date as text can say: years 1 to 9999. */
const LEAST_MS = -62_135_596_800_000
const GREATEST_MS = 253_402_300_799_999

export type NewFile = ArchivePlace &
  ArchiveRange & {
    readonly level: ArchiveLevel
    readonly day: string
    readonly hour: number
    readonly objectKey: string
    readonly rows: number
    readonly rowsSha256: Buffer | null
    readonly leastTimestampMs: number
    readonly greatestTimestampMs: number
    readonly schema: string | undefined
  }

const time = (ms: number): string => new Date(Math.max(LEAST_MS, Math.min(GREATEST_MS, ms))).toISOString()

export const insertDecided = async (tx: Client, file: NewFile): Promise<number> => {
  const { rows } = await tx.query<{ id: number }>({
    name: 'insert_archive_file',
    text: `insert into archive_file (site, topic, partition, epoch, from_offset, first_offset, last_offset, next_offset,
              level, day, hour, object_key, state, rows, rows_sha256, least_timestamp, greatest_timestamp, schema_name)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'decided', $13, $14, $15, $16, $17) returning id`,
    values: [
      ...[file.site, file.topic, file.partition, file.epoch],
      ...[file.fromOffset, file.firstOffset, file.lastOffset, file.nextOffset],
      ...[file.level, file.day, file.hour, file.objectKey, file.rows, file.rowsSha256],
      ...[time(file.leastTimestampMs), time(file.greatestTimestampMs), file.schema ?? null],
    ],
  })
  return rows[0]!.id
}

/** Marks a file as counting, and its day's manifest as due. */
export const markWritten = async (
  tx: Client,
  id: number,
  file: { readonly bytes: number; readonly sha256: Buffer },
): Promise<void> => {
  const { rows } = await tx.query<{ topic: string; day: string }>({
    name: 'archive_file_written',
    text: `update archive_file set state = 'written', bytes = $2, sha256 = $3, written_at = now()
            where id = $1 and state = 'decided' returning topic, day::text`,
    values: [id, file.bytes, file.sha256],
  })
  const row = rows[0]
  if (!row) throw new Error(`archive file ${id} is not waiting to be written`)
  await tx.query({
    name: 'archive_manifest_due',
    text: `insert into archive_manifest (topic, day) values ($1, $2)
           on conflict (topic, day) do update set version = archive_manifest.version + 1`,
    values: [row.topic, row.day],
  })
}

/** The parts count no more from the moment the whole does. @throws Error when they are not what they were planned as */
export const markReplaced = async (tx: Client, parts: readonly number[], whole: number): Promise<void> => {
  const { rowCount } = await tx.query(
    `update archive_file set state = 'replaced', replaced_at = now(), replaced_by = $2
      where id = any($1) and state = 'written'`,
    [parts, whole],
  )
  if (rowCount !== parts.length) throw new Error('files to be compacted have changed meanwhile')
}

/** The files that count of one partition, in order. */
export const writtenFiles = async (
  pool: Pool,
  place: ArchivePlace,
): Promise<(ArchivedFile & { objectKey: string })[]> => {
  const { rows } = await pool.query<DecidedRow & { level: ArchiveLevel; day: string; hour: number; bytes: number }>(
    `select id, from_offset, first_offset, last_offset, next_offset, object_key, rows, rows_sha256, level, day::text,
            hour, bytes
       from archive_file
      where site = $1 and topic = $2 and partition = $3 and epoch = $4 and state = 'written' and level < 2
      order by from_offset`,
    [place.site, place.topic, place.partition, place.epoch],
  )
  return rows.map((row) => ({
    ...place,
    ...toDecided(row),
    level: row.level,
    day: row.day,
    hour: row.hour,
    bytes: row.bytes,
  }))
}

/** Least and greatest timestamp of several files together. */
export const timesOf = async (
  pool: Pool,
  ids: readonly number[],
): Promise<{ leastTimestampMs: number; greatestTimestampMs: number }> => {
  const { rows } = await pool.query<{ least: Date; greatest: Date }>(
    'select min(least_timestamp) as least, max(greatest_timestamp) as greatest from archive_file where id = any($1)',
    [ids],
  )
  return { leastTimestampMs: rows[0]!.least.getTime(), greatestTimestampMs: rows[0]!.greatest.getTime() }
}
