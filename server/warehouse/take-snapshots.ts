/**
 * Takes the snapshots that are due: COPY out of Postgres as text, read by DuckDB with the columns' exact types, written
 * as Parquet, put into the store, then made the one that counts. One process takes them at a time.
 */
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { to as copyTo } from 'pg-copy-streams'
import { SNAPSHOTS, type SnapshotName } from '../../domain/warehouse.ts'
import { SNAPSHOT_COPY_TIMEOUT_MS } from '../limits.ts'
import type { ObjectStore } from '../objects/object.ts'
import { allowLong, type Client, inTransaction, type Pool } from '../postgres/pool.ts'
import { type ArchiveDesk, fileFacts } from './archive-desk.ts'
import { literal } from './column-sql.ts'
import { snapshotOfCsv, snapshotSelect } from './snapshot-columns.ts'

/** How old each may get by itself. Line items are the largest table by far: a day, or when someone asks. */
const EVERY: Readonly<Record<SnapshotName, string>> = { accounts: '1 hour', files: '1 hour', line_items: '1 day' }

const DUE = `
  select name, object_key from archive_snapshot
   where taken_at is null or asked_at > taken_at
      or (rows = 0 and taken_at < now() - interval '1 minute') -- taken before there was anything
      or taken_at < now() - case name ${SNAPSHOTS.map((name) => `when '${name}' then interval '${EVERY[name]}'`).join(' ')} end
   order by asked_at limit 1 for update skip locked`

/** @returns the names that were taken */
export const takeSnapshots = async (pool: Pool, objects: ObjectStore, desk: ArchiveDesk): Promise<SnapshotName[]> => {
  await pool.query('insert into archive_snapshot (name) select unnest($1::text[]) on conflict (name) do nothing', [
    SNAPSHOTS,
  ])
  const taken: SnapshotName[] = []
  for (const _ of SNAPSHOTS) {
    const name = await inTransaction(pool, async (tx) => {
      // A long copy is no stuck transaction, and it blocks nobody.
      await allowLong(tx, SNAPSHOT_COPY_TIMEOUT_MS)
      await tx.query('set local idle_in_transaction_session_timeout = 0')
      const { rows } = await tx.query<{ name: SnapshotName; object_key: string | null }>(DUE)
      const due = rows[0]
      if (!due) return undefined
      const { rows: at } = await tx.query<{ at: string }>('select now()::text as at')
      const text = await desk.scratch()
      const made = await copyAndWrite(tx, due.name, text, objects, desk).finally(() => rm(text, { force: true }))
      await tx.query(
        `update archive_snapshot set object_key = $2, rows = $3, bytes = $4, sha256 = $5, taken_at = $6 where name = $1`,
        [due.name, made.objectKey, made.rows, made.bytes, made.sha256, at[0]!.at],
      )
      return { ...due, newKey: made.objectKey }
    })
    if (!name) break
    taken.push(name.name)
    // The one before is nobody's now; a query that has it open reads on.
    if (name.object_key && name.object_key !== name.newKey) await objects.remove(name.object_key)
  }
  return taken
}

type Made = {
  readonly objectKey: string
  readonly bytes: number
  readonly sha256: Buffer
  /** As text. */
  readonly rows: string
}

/** `text`: where the CSV goes between Postgres and DuckDB, some gigabytes of a large table. The caller removes it. */
const copyAndWrite = async (
  tx: Client,
  name: SnapshotName,
  text: string,
  objects: ObjectStore,
  desk: ArchiveDesk,
): Promise<Made> => {
  const out = tx.query(copyTo(`copy (${snapshotSelect(name)}) to stdout (format csv, header)`))
  await pipeline(out as unknown as NodeJS.ReadableStream, createWriteStream(text))
  return desk.write(async (connection, path) => {
    await connection.run(
      `copy (${snapshotOfCsv(name, text)}) to ${literal(path)} (format parquet, compression zstd, row_group_size 65536)`,
    )
    const counted = await connection.runAndReadAll(`select count(*)::varchar from read_parquet(${literal(path)})`)
    const { bytes, sha256 } = await fileFacts(path)
    const objectKey = `snapshot/${name}/${sha256.toString('hex')}.parquet`
    await objects.putFile(objectKey, path)
    return { objectKey, bytes, sha256, rows: String(counted.getRows()[0]![0]) }
  })
}
