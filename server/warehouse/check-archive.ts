/**
 * Looks at the whole archive again: ranges without gap or overlap, every file in the store with the size and digest that
 * its row says, and, where the log still has the records, as many as the log has.
 */
import { createHash } from 'node:crypto'
import { type ArchivePlace, type ArchiveRange, type RangeFault, rangeFaults } from '../../domain/archive.ts'
import type { ObjectStore } from '../objects/object.ts'
import type { Pool } from '../postgres/pool.ts'

export type CheckedFile = ArchivePlace &
  ArchiveRange & {
    readonly id: number
    readonly objectKey: string
    readonly rows: number
    readonly bytes: number
    readonly sha256: Buffer
  }

/** The files that count, in order of place and offset: the manifest. `unproven`: only those that are still to be proven. */
export const manifestFiles = async (
  pool: Pool,
  topic?: string,
  { unproven = false }: { readonly unproven?: boolean } = {},
): Promise<CheckedFile[]> => {
  const { rows } = await pool.query<CheckedFile>(
    `select id, site, topic, partition, epoch, from_offset as "fromOffset", first_offset as "firstOffset",
            last_offset as "lastOffset", next_offset as "nextOffset", object_key as "objectKey", rows, bytes, sha256
       from archive_file where state = 'written' and ($1::text is null or topic = $1) and not ($2 and proven_at is not null)
      order by site, topic, partition, epoch, from_offset`,
    [topic ?? null, unproven],
  )
  return rows
}

export type ArchiveCheck = {
  readonly files: number
  readonly rows: number
  readonly ranges: readonly RangeFault[]
  /** Files that are missing in the store or are not what was written. */
  readonly damaged: readonly { readonly objectKey: string; readonly what: string }[]
}

/** `withDigests` reads every byte of every file. */
export const checkArchive = async (
  pool: Pool,
  objects: ObjectStore,
  options: { readonly topic?: string; readonly withDigests: boolean },
): Promise<ArchiveCheck> => {
  const files = await manifestFiles(pool, options.topic)
  const damaged: { objectKey: string; what: string }[] = []
  for (const { objectKey, bytes, sha256 } of files) {
    if (!(await objects.exists(objectKey))) damaged.push({ objectKey, what: 'is missing in the object store' })
    else if (options.withDigests) {
      const found = await objects.get(objectKey)
      if (found.length !== bytes || !createHash('sha256').update(found).digest().equals(sha256))
        damaged.push({ objectKey, what: 'is not what was written' })
    }
  }
  return { files: files.length, rows: files.reduce((sum, f) => sum + f.rows, 0), ranges: rangeFaults(files), damaged }
}
