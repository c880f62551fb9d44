/**
 * Joins adjoining files of one partition into one: planned on the cursor, written beside its parts, and made to count in
 * the transaction in which they stop counting. The parts stay in the store for readers that have an older list.
 */
import { rm } from 'node:fs/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import { type ArchivedFile, archiveKey, compactedRange, compactions } from '../../domain/archive.ts'
import type { PartitionContext } from '../kafka/processor.ts'
import { killPoint } from '../kill-point.ts'
import { ARCHIVE_COMPACTED_BYTES_MAX, ARCHIVE_COMPACTED_FILES_MAX } from '../limits.ts'
import type { ObjectStore } from '../objects/object.ts'
import type { Pool } from '../postgres/pool.ts'
import { type ArchiveDesk, fileFacts } from './archive-desk.ts'
import { insertDecided, markReplaced, markWritten, timesOf, writtenFiles } from './archive-files.ts'
import { literal } from './column-sql.ts'

type Part = ArchivedFile & { readonly objectKey: string }

const BOUNDS = { bytesMax: ARCHIVE_COMPACTED_BYTES_MAX, filesMax: ARCHIVE_COMPACTED_FILES_MAX }

export const compactPartition = async (
  at: PartitionContext,
  deps: {
    readonly pool: Pool
    readonly objects: ObjectStore
    readonly desk: ArchiveDesk
    readonly schema: string | undefined
  },
  nowMs = Date.now(),
): Promise<void> => {
  const { site, topic, partition } = at.source
  const files = await writtenFiles(deps.pool, { site, topic, partition, epoch: at.cursor.epoch })
  const keys = new Map(files.map((file) => [file.id, file.objectKey]))
  for (const { level, files: run } of compactions(files, nowMs, BOUNDS)) {
    const parts = run.map((file): Part => ({ ...file, objectKey: keys.get(file.id)! }))
    const whole = compactedRange(parts)
    const first = parts[0]!
    const objectKey = archiveKey(first, whole, first)
    const times = await timesOf(
      deps.pool,
      parts.map(({ id }) => id),
    )
    const id = await at.decide(async (tx) => ({
      nextOffset: at.cursor.nextOffset,
      result: await insertDecided(tx, {
        ...{ ...first, ...whole, ...times, level, objectKey, rowsSha256: null, schema: deps.schema },
      }),
    }))
    killPoint('warehouse-archiver/compaction-decided')
    const facts = await deps.desk.write(async (connection, path) => {
      await joinFiles(
        connection,
        deps.objects,
        parts.map((part) => part.objectKey),
        path,
      )
      const found = await fileFacts(path)
      await deps.objects.putFile(objectKey, path)
      return found
    })
    killPoint('warehouse-archiver/compaction-stored')
    await at.decide(async (tx) => {
      await markReplaced(
        tx,
        parts.map((part) => part.id),
        id,
      )
      await markWritten(tx, id, facts)
      return { nextOffset: at.cursor.nextOffset, result: undefined }
    })
    at.count('compacted', parts.length)
  }
}

/** Copies the rows in their order and compares both sides: as many rows, and the same records. */
export const joinFiles = async (
  connection: DuckDBConnection,
  objects: ObjectStore,
  keys: readonly string[],
  path: string,
): Promise<void> => {
  const local: string[] = []
  try {
    for (const [index, key] of keys.entries()) {
      const copy = `${path}-${index}`
      local.push(copy)
      await objects.fetchTo(key, copy)
    }
    const list = `[${local.map(literal).join(', ')}]`
    await connection.run(
      `copy (select * from read_parquet(${list}, union_by_name = true)) to ${literal(path)}
         (format parquet, compression zstd, row_group_size 65536)`,
    )
    const sums = async (files: string) =>
      (
        await connection.runAndReadAll(
          `select count(*)::varchar as rows, bit_xor(hash(record_offset, record_timestamp, record_key, record_headers, record_value))::varchar as digest
             from read_parquet(${files}, union_by_name = true)`,
        )
      ).getRowObjectsJson()[0]
    const [before, after] = [await sums(list), await sums(literal(path))]
    if (JSON.stringify(before) !== JSON.stringify(after))
      throw new Error(`compacting ${keys[0]!} and ${keys.length - 1} more changed what is in them`)
  } finally {
    for (const copy of local) await rm(copy, { force: true })
  }
}
