/** Records back out of archived files, as they were read from the log, in order. Constant memory. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBBlobValue, DuckDBConnection, DuckDBListValue, DuckDBStructValue } from '@duckdb/node-api'
import type { LogRecord } from '../kafka/log-reader.ts'
import type { ObjectStore } from '../objects/object.ts'
import { literal } from './column-sql.ts'

type Row = [bigint, bigint, DuckDBBlobValue | null, DuckDBBlobValue | null, DuckDBListValue | null]

const buffer = (blob: DuckDBBlobValue | null): Buffer | null => (blob === null ? null : Buffer.from(blob.bytes))

/** A name that came twice has a list, and one that every object has a list too, as kafkajs gives them. */
const headersOf = (list: DuckDBListValue | null): LogRecord['headers'] => {
  const headers: Record<string, Buffer | (Buffer | null)[] | null> = {}
  for (const item of list?.items ?? []) {
    const { key, value } = (item as DuckDBStructValue).entries as { key: string; value: DuckDBBlobValue | null }
    const bytes = buffer(value)
    const before = Object.hasOwn(headers, key) ? headers[key] : undefined
    if (before !== undefined) headers[key] = [...(Array.isArray(before) ? before : [before]), bytes]
    else headers[key] = key in Object.prototype ? [bytes] : bytes
  }
  return headers as LogRecord['headers']
}

/** `scratch`: where a file of a store elsewhere is kept meanwhile. */
export async function* readArchivedFile(
  connection: DuckDBConnection,
  objects: ObjectStore,
  objectKey: string,
  scratch: string,
): AsyncGenerator<LogRecord> {
  const path = objects.folder ? join(objects.folder, objectKey) : scratch
  if (!objects.folder) await objects.fetchTo(objectKey, scratch)
  try {
    const result = await connection.stream(
      `select record_offset, epoch_ms(record_timestamp), record_key, record_value, record_headers
         from read_parquet(${literal(path)})`,
    )
    for (;;) {
      const chunk = await result.fetchChunk()
      if (!chunk || chunk.rowCount === 0) return
      for (const row of chunk.getRows() as unknown as Row[])
        yield {
          offset: Number(row[0]),
          timestampMs: Number(row[1]),
          key: buffer(row[2]),
          value: buffer(row[3]),
          headers: headersOf(row[4]),
        }
    }
  } finally {
    if (!objects.folder) await rm(scratch, { force: true })
  }
}
