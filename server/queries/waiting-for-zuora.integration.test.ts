/** Files that Zuora does not take: how many, since when and why, and what the list says of each. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts'
import { listFiles } from './list-files.ts'
import { readMetrics } from './metrics.ts'
import { readWaitingForZuora } from './pipeline-money.ts'
import { seedFile } from './testing/seed.ts'

let db: FreshDatabase
const NOW = new Date('2026-11-23T12:00:00.000Z')
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000)
const balanced = async (sequence: number, state: string, seconds: number): Promise<string> => {
  const id = await seedFile(db.pool, { sequence, state, rows: 10 * sequence })
  await db.pool.query('update csv_file set balanced_at = $2 where id = $1', [id, ago(seconds)])
  return id
}
const tried = (id: string, state: string, seconds: number, message: string) =>
  db.pool.query(
    `insert into submission_attempt (file_id, revision, number, idempotency_key, state, tries, answered_at, message)
     values ($1, 1, 1, $2, $3, 1, $4, $5)`,
    [id, `of ${id}`, state, ago(seconds), message],
  )
const waiting = (seconds?: number) => readWaitingForZuora(db.pool, NOW, seconds)

beforeAll(async () => {
  db = await freshDatabase()
}, 60_000)
afterAll(() => db?.drop())

it('is nothing while each file has its turn within a minute', async () => {
  await balanced(1, 'imported', 4_000)
  await balanced(2, 'balanced', 59)
  await balanced(3, 'submitting', 20)
  expect(await waiting()).toBeNull()
})

it('counts all that wait once the oldest has for a minute, and says what the last try came to', async () => {
  const first = await balanced(4, 'submitting', 300)
  expect(await waiting()).toEqual({ files: 3, rows: 90, since: ago(300).toISOString(), words: '' })
  await tried(first, 'retryable', 200, 'Zuora does not answer')
  const second = await balanced(5, 'submitting', 100)
  await tried(second, 'retryable', 90, 'Zuora answered HTTP 503')
  expect(await waiting()).toEqual({
    files: 4,
    rows: 140,
    since: ago(300).toISOString(),
    words: 'Zuora answered HTTP 503',
  })
  expect(await waiting(301)).toBeNull()
  expect(await readMetrics(db.pool, NOW)).toContain('\nhydrometer_csv_file_wait_seconds 300\n')
})

it('says of each file in the list what its own last try came to, while it waits', async () => {
  const gone = await balanced(6, 'submitted', 500)
  await tried(gone, 'retryable', 400, 'Zuora answered HTTP 429')
  const { items } = await listFiles(db.pool, { limit: 20 })
  expect(Object.fromEntries(items.map(({ sequence, notTaken }) => [sequence, notTaken]))).toEqual({
    1: null,
    2: null,
    3: null,
    4: 'Zuora does not answer',
    5: 'Zuora answered HTTP 503',
    6: null,
  })
})
