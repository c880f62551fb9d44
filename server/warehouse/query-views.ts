/**
 * The tables that a statement means, with the files that count for them at this moment (the manifest). Files of a store
 * that is not on this machine are fetched into a bounded cache first.
 */
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { ARCHIVE_ROOT } from '../../domain/archive.ts'
import { tablesIn } from '../../domain/warehouse.ts'
import { QUERY_CACHE_BYTES_MAX } from '../limits.ts'
import type { ObjectStore } from '../objects/object.ts'
import type { Pool } from '../postgres/pool.ts'
import type { View } from './query/protocol.ts'
import { QueryRefused } from './query/runner.ts'

type Wanted = { readonly key: string; readonly bytes: number }

const FILES = `select object_key as key, bytes from archive_file where topic = $1 and state = 'written'
                order by site, partition, epoch, from_offset`
const SNAPSHOT = `select object_key as key, bytes from archive_snapshot where name = $1 and object_key is not null`

export const viewsOf = async (
  pool: Pool,
  objects: ObjectStore,
  sql: string,
  cacheFolder: string,
): Promise<{ views: View[]; folders: string[] }> => {
  const views: View[] = []
  for (const { name, topic, snapshot } of tablesIn(sql)) {
    const { rows } = await pool.query<Wanted>(topic ? FILES : SNAPSHOT, [topic ?? snapshot])
    const [schema = '', table = ''] = name.split('.')
    const files = await localFiles(objects, rows, cacheFolder)
    views.push({ schema, name: table, files, isTopic: topic !== undefined })
  }
  const root = objects.folder
  const folders = root ? [join(root, ARCHIVE_ROOT), join(root, 'snapshot')] : [cacheFolder]
  return { views, folders: folders.map((folder) => `${folder}/`) }
}

const localFiles = async (objects: ObjectStore, wanted: readonly Wanted[], cacheFolder: string): Promise<string[]> => {
  const { folder } = objects
  if (folder) return wanted.map(({ key }) => join(folder, key))
  const bytes = wanted.reduce((sum, file) => sum + file.bytes, 0)
  if (bytes > QUERY_CACHE_BYTES_MAX)
    throw new QueryRefused(
      'limit',
      `These tables are ${Math.ceil(bytes / 1e9)} GB in the object store, more than this machine keeps for queries. Nothing was run; use an engine that reads the store itself (docs/warehouse.md).`,
    )
  await makeRoom(cacheFolder, bytes)
  const paths: string[] = []
  for (const { key } of wanted) paths.push(await cached(objects, key, cacheFolder))
  return paths
}

const cached = async (objects: ObjectStore, key: string, cacheFolder: string): Promise<string> => {
  const path = join(cacheFolder, key)
  const now = new Date()
  // A key's bytes never change, so that what is here is right; its time says when it was last used.
  if (
    await utimes(path, now, now).then(
      () => true,
      () => false,
    )
  )
    return path
  await mkdir(join(path, '..'), { recursive: true })
  const temporary = `${path}.${process.pid}.part`
  await objects.fetchTo(key, temporary)
  await rename(temporary, path)
  return path
}

/** Removes what was used longest ago until the new files fit. */
const makeRoom = async (cacheFolder: string, bytes: number): Promise<void> => {
  await mkdir(cacheFolder, { recursive: true })
  const entries = await readdir(cacheFolder, { recursive: true, withFileTypes: true })
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name)
        const { size, mtimeMs } = await stat(path)
        return { path, size, mtimeMs }
      }),
  )
  let held = files.reduce((sum, file) => sum + file.size, 0)
  for (const { path, size } of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (held + bytes <= QUERY_CACHE_BYTES_MAX) return
    await rm(path, { force: true })
    held -= size
  }
}
