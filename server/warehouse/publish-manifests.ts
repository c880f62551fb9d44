/** The manifest of a topic and day as an object, for readers without Postgres: which files count, and what is in them. */
import { manifestKey } from '../../domain/archive.ts'
import { ARCHIVE_MANIFESTS_MAX } from '../limits.ts'
import type { ObjectStore } from '../objects/object.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'

/** Offsets and counts are text, as everywhere where JSON carries 64 bits. */
const FILES = `
  select object_key as key, site, partition, epoch, level, schema_name as schema,
         from_offset::text as "fromOffset", first_offset::text as "firstOffset", last_offset::text as "lastOffset",
         next_offset::text as "nextOffset", rows::text, bytes::text, encode(sha256, 'hex') as sha256,
         least_timestamp as "leastTimestamp", greatest_timestamp as "greatestTimestamp"
    from archive_file where topic = $1 and day = $2 and state = 'written'
   order by site, partition, epoch, from_offset`

type ManifestFile = { rows: string; bytes: string } & Record<string, unknown>

/** Writes the manifests that are due. @returns how many */
export const publishManifests = async (pool: Pool, objects: ObjectStore): Promise<number> => {
  let published = 0
  for (; published < ARCHIVE_MANIFESTS_MAX; published++) {
    const done = await inTransaction(pool, async (tx) => {
      const { rows } = await tx.query<{ topic: string; day: string; version: number }>(
        `select topic, day::text, version from archive_manifest where published_version < version
          order by topic, day limit 1 for update skip locked`,
      )
      const due = rows[0]
      if (!due) return false
      // The row is locked: a file that is recorded now waits, and makes the manifest due again.
      const { rows: files } = await tx.query<ManifestFile>(FILES, [due.topic, due.day])
      const sum = (field: 'rows' | 'bytes') => files.reduce((total, file) => total + BigInt(file[field]), 0n).toString()
      const manifest = {
        topic: due.topic,
        day: due.day,
        version: due.version,
        rows: sum('rows'),
        bytes: sum('bytes'),
        files,
      }
      await objects.put(manifestKey(due.topic, due.day), Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`))
      await tx.query(
        'update archive_manifest set published_version = $3, published_at = now() where topic = $1 and day = $2',
        [due.topic, due.day, due.version],
      )
      return true
    })
    if (!done) break
  }
  return published
}
