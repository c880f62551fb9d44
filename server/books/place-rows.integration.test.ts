import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RowsAppended } from '../../domain/csv-file-event.ts'
import { lineItemId } from '../../domain/line-item-id.ts'
import { inTransaction } from '../postgres/pool.ts'
import { type FreshDatabase, freshDatabase } from '../testing/index.ts'
import { placeRows } from './place-rows.ts'

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await database.pool.query(
    `insert into csv_file (id, name, partition, sequence, state, first_offset, next_offset, opening_marks, profile,
       max_bytes, max_age_seconds, digest, opened_at)
     select id, 'f' || id, 0, id, 'open', 0, 0, '[]', '{}', 1, 1, '', now() from unnest(array[65536, 131072]) as id`,
  )
})
afterAll(() => database?.drop())

const NOW_MS = Date.now()
const idAt = (n: number) => lineItemId(Buffer.alloc(16, n), NOW_MS + n)
const rows = (fileId: number, firstRow: number, numbers: readonly number[]): RowsAppended => ({
  kind: 'rows_appended',
  fileId,
  firstRow,
  ids: Buffer.concat(numbers.map(idAt)),
  attempts: numbers.map(() => 1),
  nextOffset: 0,
  eventAgesMs: numbers.map(() => 0),
  measuredAs: [],
  rowMeasuredAs: Buffer.alloc(0),
})
const place = (...events: RowsAppended[]) => inTransaction(database.pool, (tx) => placeRows(tx, events))
const placed = async () =>
  (await database.pool.query('select file_id, row_number, attempt from placement order by file_id, row_number')).rows
const conflict = async (id: number) =>
  (await database.pool.query('select placement_conflict from csv_file where id = $1', [id])).rows[0].placement_conflict

it('books rows once, whatever is announced again, and refuses a second place (R18)', async () => {
  const NUMBERS = [1, 2, 3, 4]
  const news = (placed: Awaited<ReturnType<typeof place>>) => placed.map(({ nth, from, to }) => [nth, from, to])
  expect(news(await place(rows(65_536, 1, [1, 2]), rows(65_536, 3, [3])))).toEqual([
    [0, 0, 2],
    [1, 0, 1],
  ])
  // What a restarted builder announces: the rows that are there, and new ones behind them. Only these are news.
  expect(news(await place(rows(65_536, 1, NUMBERS), rows(65_536, 4, [4])))).toEqual([[0, 3, 4]])
  expect(news(await place(rows(65_536, 1, NUMBERS)))).toEqual([])
  const expected = NUMBERS.map((n) => ({ file_id: 65_536, row_number: n, attempt: 1 }))
  expect(await placed()).toEqual(expected)
  expect(await conflict(65_536)).toBeNull()
  // A defect: a row that has a place already is announced for another file.
  await place(rows(131_072, 1, [5, 2]))
  expect(await placed()).toEqual([...expected, { file_id: 131_072, row_number: 1, attempt: 1 }])
  expect(await conflict(131_072)).toContain('of row 2 is already in row 2')
  expect(await conflict(65_536)).toBeNull()
})
