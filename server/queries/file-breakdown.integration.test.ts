/** A file that is not balanced is added up row by row once, and is what it is at every look, whatever was kept of it. */
import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { inSnapshot, type Pool } from '../postgres/pool.ts'
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts'
import { breakDownFile, CHECK_MS } from './file-breakdown.ts'
import { at, itemId, seedFile, seedItem } from './testing/seed.ts'

let db: FreshDatabase
let file: { id: string; firstLineItemId: string; lastLineItemId: string }
let items: string[]
beforeAll(async () => {
  db = await freshDatabase()
  const seeds = [
    { n: 1 },
    { n: 2, site: 2 },
    { n: 3, sku: 'packages_bandwidth', topic: 'usage.packages', quantity: [0, 120_000_000] as [number, number] },
    { n: 4, quantity: [1, 500_000_000] as [number, number] },
    { n: 5, attempt: 2 },
    { n: 6, startedAt: at(-60) },
  ]
  items = []
  for (const seed of seeds) items.push(await seedItem(db.pool, seed))
  const sorted = [...items].sort()
  const id = await seedFile(db.pool, { sequence: 1, state: 'open', rows: 6, items: items.slice(0, 3) })
  file = { id, firstLineItemId: sorted[0]!, lastLineItemId: sorted.at(-1)! }
}, 60_000)
afterAll(() => db?.drop())

const place = (item: number, row: number, attempt = 1) =>
  db.pool.query('insert into placement (line_item_id, file_id, row_number, attempt) values ($1, $2, $3, $4)', [
    items[item - 1],
    file.id,
    row,
    attempt,
  ])
const inOrder = (lines: Awaited<ReturnType<typeof breakDownFile>>) => lines.map((line) => JSON.stringify(line)).sort()

/** By a process that never saw the file. */
const anew = async () => {
  const pool = new pg.Pool({ connectionString: db.url, max: 1 })
  try {
    return inOrder(await breakDownFile(pool, file))
  } finally {
    await pool.end()
  }
}
const looked = async () => inOrder(await breakDownFile(db.pool, file))

/** The last row that a look took for known, and the first that it read, of each statement that it sent. */
const knownRows = async (): Promise<unknown[]> => {
  const asked: unknown[] = []
  const spy = {
    query: (text: string, values: unknown[]) => {
      asked.push([values[3], values[4]])
      return db.pool.query(text, values)
    },
  }
  await breakDownFile(db.pool, file, spy as unknown as Pool)
  return asked
}

it('adds up what is booked', async () => {
  expect((await breakDownFile(db.pool, file)).map(({ rows, quantity }) => [rows, quantity])).toEqual(
    expect.arrayContaining([
      [1, '10'],
      [1, '10'],
      [1, '0.12'],
    ]),
  )
})

it('reads only the rows that are new, also of items that were decided twice and of another day', async () => {
  await place(4, 4)
  await place(5, 5)
  await place(5, 6, 2)
  expect(await knownRows()).toEqual([[3, 3]])
  await place(6, 7)
  expect(await looked()).toEqual(await anew())
  expect(await knownRows()).toEqual([[7, 7]])
  const lines = await breakDownFile(db.pool, file)
  expect(lines.reduce((sum, { rows }) => sum + rows, 0)).toBe(7)
  expect(
    lines.find(({ originSite, sku, day }) => originSite === 1 && sku === lines[0]!.sku && day !== lines[0]!.day),
  ).toBeDefined()
})

it('a row whose decision is not read back from the log yet counts once it is (R21)', async () => {
  const late = itemId(9, at(30))
  await db.pool.query('insert into placement (line_item_id, file_id, row_number, attempt) values ($1, $2, 8, 1)', [
    late,
    file.id,
  ])
  expect(await looked()).toEqual(await anew())
  await seedItem(db.pool, { n: 9, startedAt: at(30) })
  expect(await looked()).toEqual(await anew())
  expect((await breakDownFile(db.pool, file)).reduce((sum, { rows }) => sum + rows, 0)).toBe(8)
})

it('a snapshot from before the newest rows has what was booked then', async () => {
  await inSnapshot(db.pool, async (tx) => {
    const before = inOrder(await breakDownFile(db.pool, file, tx))
    await place(1, 9, 3)
    expect((await looked()).length).toBeGreaterThan(0)
    expect(inOrder(await breakDownFile(db.pool, file, tx))).toEqual(before)
  })
  expect(await looked()).toEqual(await anew())
})

it('the last row is missed at once when it is lost', async () => {
  await db.pool.query('delete from placement where file_id = $1 and row_number = 9', [file.id])
  expect(await looked()).toEqual(await anew())
})

it('another row that is lost, or another item in its place, is seen within a minute', async () => {
  let minutes = 0
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => now() + minutes * CHECK_MS)
  await db.pool.query('delete from placement where file_id = $1 and row_number = 2', [file.id])
  minutes++
  expect(await looked()).toEqual(await anew())
  await place(2, 2, 4)
  await db.pool.query('delete from placement where file_id = $1 and row_number = 3', [file.id])
  await place(4, 3, 4)
  minutes++
  expect(await looked()).toEqual(await anew())
  vi.restoreAllMocks()
})
