/** What the archive holds, by table: how much, how new, and which columns it has. */
import type { WarehouseAnswer } from '../../domain/api/warehouse.ts'
import { topicNamed } from '../../domain/pipeline.ts'
import { type SnapshotName, WAREHOUSE_TABLES } from '../../domain/warehouse.ts'
import type { Pool } from '../postgres/pool.ts'
import { columnTypes } from './column-types.ts'
import { SNAPSHOT_COLUMNS } from './snapshot-columns.ts'

// index: archive_file_sums (topic), alone
const FILES = `select topic as name, count(*)::text as files, sum(rows)::text as rows, sum(bytes)::text as bytes,
                      max(greatest_timestamp) as newest
                 from archive_file where state = 'written' group by topic`
const SNAPSHOTS = `select name, coalesce(rows, 0)::text as rows, coalesce(bytes, 0)::text as bytes, taken_at as newest,
                          (taken_at is null or asked_at > taken_at) as asked
                     from archive_snapshot`
const STOPPED = `select count(*)::int as n from stream_stop where processor = 'warehouse-archiver'`

type Row = { name: string; files: string; rows: string; bytes: string; newest: Date | null; asked?: boolean }

export const readWarehouse = async (pool: Pool): Promise<WarehouseAnswer> => {
  const [files, snapshots, stopped] = await Promise.all([
    pool.query<Row>(FILES),
    pool.query<Row>(SNAPSHOTS),
    pool.query<{ n: number }>(STOPPED),
  ])
  const ofTopic = new Map(files.rows.map((row) => [row.name, row]))
  const ofSnapshot = new Map(snapshots.rows.map((row) => [row.name, row]))
  const tables = WAREHOUSE_TABLES.map(({ name, topic, snapshot }) => {
    const row = topic ? ofTopic.get(topic) : ofSnapshot.get(snapshot!)
    return {
      name,
      topic: topic ?? null,
      columns: topic ? columnTypes(topicNamed(topic)?.schema) : SNAPSHOT_COLUMNS[snapshot as SnapshotName].map(plain),
      files: snapshot ? (row?.newest ? '1' : '0') : (row?.files ?? '0'),
      rows: row?.rows ?? '0',
      bytes: row?.bytes ?? '0',
      newestAt: row?.newest?.toISOString() ?? null,
      isAsked: row?.asked ?? false,
    }
  })
  const sum = (field: 'files' | 'rows' | 'bytes') =>
    files.rows.reduce((total, row) => total + BigInt(row[field]), 0n).toString()
  return {
    tables,
    files: sum('files'),
    rows: sum('rows'),
    bytes: sum('bytes'),
    stopped: stopped.rows[0]!.n,
    now: new Date().toISOString(),
  }
}

const plain = ({ name, type }: { name: string; type: string }) => ({ name, type })
