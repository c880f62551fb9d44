/** The last net of R19 under R20: a line item that was repaired, and whose first row comes after all, is billed by neither file. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { uuidBytes } from '../../domain/line-item-id.ts'
import { migrateJobs } from '../jobs/migrate.ts'
import { type Client, inTransaction } from '../postgres/pool.ts'
import { openReference, type Reference } from '../postgres/reference.ts'
import { seedFile, seedItem } from '../queries/testing/seed.ts'
import { type FreshDatabase, freshDatabase } from '../testing/index.ts'
import { balanceFile } from './balance-file.ts'

let database: FreshDatabase
let reference: Reference
beforeAll(async () => {
  database = await freshDatabase()
  await migrateJobs(database.url)
  reference = await openReference(database.pool)()
}, 60_000)
afterAll(() => database?.drop())
beforeEach(() =>
  database.pool.query(
    'truncate csv_file, csv_file_event, csv_file_count, csv_file_sku, placement, line_item, line_item_history cascade',
  ),
)

const BYTES = Buffer.from('the file')
const SHA256 = createHash('sha256').update(BYTES).digest()

/** A closed file with one row of 10 minutes, whose books are right as far as the file goes. */
const fileOf = async (sequence: number, id: string): Promise<number> => {
  const file = await seedFile(database.pool, { sequence, state: 'closed', rows: 1, items: [id], bytes: BYTES })
  const row = Buffer.alloc(4)
  row.writeInt32BE(1)
  const rowsDigest = createHash('sha256')
    .update(row)
    .update(uuidBytes(id) as Buffer)
    .digest()
  await database.pool.query(
    `update csv_file set rows_digest = $2, manifest_totals = '{"Minutes":"10"}' where id = $1`,
    [file, rowsDigest],
  )
  return Number(file)
}
const balance = async (fileId: number) => {
  await inTransaction(database.pool, (tx) => balanceFile(tx, fileId, SHA256.toString('hex'), reference))
  const { rows } = await database.pool.query('select state, difference from csv_file where id = $1', [fileId])
  return rows[0]
}
const decidedAgain = (id: string, earlier: number) =>
  database.pool.query(
    `with kept as (
       insert into line_item_history (id, attempt, decision, reason, account_version, decided_by_topic, decided_by_partition,
                                      decided_by_offset, zuora_identity, decided_at)
       select id, attempt, $2, reason, account_version, decided_by_topic, decided_by_partition, decided_by_offset,
              zuora_identity, decided_at from line_item where id = $1)
     update line_item set attempt = 2 where id = $1`,
    [id, earlier],
  )

it('a file with the row of a repaired line item balances while its first row is nowhere', async () => {
  const id = await seedItem(database.pool, { n: 1 })
  await decidedAgain(id, 1)
  expect(await balance(await fileOf(2, id))).toEqual({ state: 'balanced', difference: null })
})

it('both files are held when the first row is booked after all', async () => {
  const id = await seedItem(database.pool, { n: 1 })
  const first = await fileOf(1, id)
  await decidedAgain(id, 1)
  const second = await fileOf(2, id)
  expect(await balance(first)).toEqual({
    state: 'quarantined',
    difference: '1 booked rows are not accepted line items of the attempt that was placed',
  })
  expect(await balance(second)).toEqual({
    state: 'quarantined',
    difference: '1 booked rows are of line items that an earlier attempt gave a row already',
  })
})

it('what was set aside and released has two rows by right', async () => {
  const id = await seedItem(database.pool, { n: 1 })
  await fileOf(1, id)
  await decidedAgain(id, 3)
  expect(await balance(await fileOf(2, id))).toEqual({ state: 'balanced', difference: null })
})

it('finds decisions by one list of ids, in the months of the file (R8)', async () => {
  const id = await seedItem(database.pool, { n: 1 })
  const file = await fileOf(1, id)
  let plan = ''
  await inTransaction(database.pool, async (tx) => {
    await tx.query(`set local plan_cache_mode = 'force_custom_plan'`)
    await tx.query('set local enable_seqscan = off') // tables of one row are read by any index
    const query = async (asked: { name?: string; text: string; values: unknown[] } | string, values?: unknown[]) => {
      if (typeof asked === 'string') return tx.query(asked, values)
      if (asked.name === 'read_books') {
        const { rows } = await tx.query(`explain ${asked.text}`, asked.values)
        plan = rows.map((row) => row['QUERY PLAN']).join('\n')
      }
      return tx.query(asked)
    }
    await balanceFile({ query } as unknown as Client, file, SHA256.toString('hex'), reference)
  })
  const months = new Set([...plan.matchAll(/ on (?:line_item|placement)_(\d{4}_\d\d)/g)].map(([, month]) => month))
  expect(months.size, plan).toBe(1)
  expect(plan).toMatch(/Index Scan using line_item_\d{4}_\d\d_pkey[^\n]*\n\s+Index Cond: \(\(id = ANY/)
  expect(plan).not.toContain('Seq Scan')
})
