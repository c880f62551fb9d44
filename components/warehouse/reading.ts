/** The Reading of the warehouse: how much is archived, how new it is, and whether the archiver stands still. */
import type { WarehouseAnswer } from '../../domain/api/warehouse.ts'
import { age, plural } from '../format.ts'
import type { ReadingView } from '../overview/readings.tsx'

export const archiveReading = (warehouse: WarehouseAnswer): ReadingView => {
  const topics = warehouse.tables.filter((table) => table.topic !== null)
  const filled = topics.filter((table) => table.newestAt !== null)
  const newest = filled
    .map((table) => table.newestAt!)
    .sort()
    .at(-1)
  const snapshots = warehouse.tables
    .filter((table) => table.topic === null && table.newestAt !== null)
    .map((t) => `${t.name.slice('snapshot.'.length).replace('_', ' ')} ${since(t.newestAt!, warehouse.now)} old`)
  const tables = snapshots.length > 0 ? ` Tables of Postgres: ${snapshots.join(', ')}.` : ''
  if (warehouse.stopped > 0)
    return {
      glyph: 'stop',
      title: `The archive stands still on ${plural(warehouse.stopped, 'partition')}`,
      detail: `Nothing is lost: the log keeps what is not archived, and nothing of the pipeline waits for it. A person must look at why.${tables}`,
      action: { href: '/lag?group=warehouse-archiver', words: 'See which' },
    }
  if (!newest)
    return {
      glyph: 'missing',
      title: 'Nothing is archived yet',
      detail: 'The first files are written within a minute of the first records; this page shows them by itself.',
    }
  return {
    glyph: 'ok',
    title: `${plural(warehouse.rows, 'record')} of ${plural(filled.length, 'topic')} ${warehouse.rows.toString() === '1' ? 'is' : 'are'} open to SQL`,
    detail: `${plural(warehouse.files, 'Parquet file')}, each range of offsets once. The newest record in them is ${since(newest, warehouse.now)} old.${tables}`,
  }
}

const since = (at: string, now: string): string => age(Math.max(0, Date.parse(now) - Date.parse(at)))
