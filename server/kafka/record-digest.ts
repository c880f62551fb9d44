import { createHash } from 'node:crypto'
import type { LogRecord } from './log-reader.ts'

/** SHA-256 over key and value with their lengths: what R5 compares when a topic may have been made anew. */
export const recordSha256 = (record: Pick<LogRecord, 'key' | 'value'>): Buffer => {
  const lengths = Buffer.alloc(8)
  lengths.writeInt32BE(record.key?.length ?? -1, 0)
  lengths.writeInt32BE(record.value?.length ?? -1, 4)
  const hash = createHash('sha256').update(lengths)
  if (record.key) hash.update(record.key)
  if (record.value) hash.update(record.value)
  return hash.digest()
}
