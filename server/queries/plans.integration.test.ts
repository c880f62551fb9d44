/** R8: statements on partitioned tables read only the months they are about, by the index they name. */
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts'
import { readAccountUsage } from './account-usage.ts'
import { breakDownFile } from './file-breakdown.ts'
import { findLineItem, lineItemsOfEvent } from './line-items.ts'
import { listFileRows } from './list-file-rows.ts'
import { listAccountLineItems, listRejectedLineItems } from './listed-line-items.ts'
import { readRejected } from './pipeline-flow.ts'
import { readRejections } from './rejections.ts'
import { at, DAY, eventId, itemId, seedAccount, seedFile, seedItem } from './testing/seed.ts'

let db: FreshDatabase
let fileId = ''
let id = ''

beforeAll(async () => {
  db = await freshDatabase()
  await seedAccount(db.pool, 7, 'octo-org')
  const items = []
  for (let n = 1; n <= 5; n++) items.push(await seedItem(db.pool, { n, startedAt: at(n) }))
  // Tiny tables are read by any index: enough rows and customers that the right one is the cheapest by far.
  const many = Array.from({ length: 5_000 }, (_, i) => ({
    id: itemId(1_000 + i, at(10 + (i % 50))),
    event: eventId(1_000 + i),
  }))
  await db.pool.query(
    `insert into line_item
       select u.id, u.event, 100 + u.place % 977, units, started_at, ended_at, origin_offset, decided_by_offset, account_version, decided_at,
              nanos, origin_partition, decided_by_partition, zuora_identity, origin_site, origin_topic, decided_by_topic, sku,
              case when u.place % 12 = 0 then 2 else 1 end, case when u.place % 12 = 0 then 2 else 0 end, attempt
         from line_item l, unnest($2::uuid[], $3::uuid[]) with ordinality as u (id, event, place) where l.id = $1`,
    [items[0], many.map((m) => m.id), many.map((m) => m.event)],
  )
  id = items[0] as string
  fileId = await seedFile(db.pool, { sequence: 1, state: 'open', rows: 5, items })
  await db.pool.query('analyze')
})
afterAll(() => db?.drop())

/** Plans of what `ask` sends, as the dashboard's connections plan: for the values at hand, and with indexes preferred on tiny tables. */
const plansOf = async (ask: (pool: pg.Pool) => Promise<unknown>): Promise<string[]> => {
  const client = await db.pool.connect()
  const plans: string[] = []
  try {
    await client.query("set plan_cache_mode = 'force_custom_plan'")
    await client.query('set enable_seqscan = off')
    let last: Promise<unknown> = Promise.resolve()
    const explained = async (text: string, values: unknown[]) => {
      const { rows } = await client.query(`explain ${text}`, values)
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'))
      return await client.query(text, values)
    }
    // One connection answers one question after the other.
    const spy = {
      query: (text: string, values: unknown[] = []) => {
        const answer = last.then(() => explained(text, values))
        last = answer.catch(() => undefined)
        return answer
      },
    }
    await ask(spy as unknown as pg.Pool)
  } finally {
    client.release(true)
  }
  return plans
}

const month = `${DAY.getUTCFullYear()}_${String(DAY.getUTCMonth() + 1).padStart(2, '0')}`
const monthsRead = (plan: string): string[] => [
  ...new Set(
    [...plan.matchAll(/ on (?:line_item|placement|line_item_history)_(\d{4}_\d\d)/g)].map((m) => m[1] as string),
  ),
]
const onLineItems = (plans: string[]): string =>
  plans.filter((plan) => /line_item_\d|placement_\d/.test(plan)).join('\n')

describe('plans', () => {
  it('a customer’s usage reads one month by account', async () => {
    const from = DAY.toISOString()
    const to = new Date(DAY.getTime() + 86_400_000).toISOString()
    const plan = onLineItems(await plansOf((pool) => readAccountUsage(pool, '7', { from, to, by: 'day' })))
    expect(monthsRead(plan), plan).toEqual([month])
    expect(plan).toContain(`line_item_${month}_account`)
  })
  it('a line item reads one primary key', async () => {
    const plan = onLineItems(await plansOf((pool) => findLineItem(pool, id)))
    expect(monthsRead(plan), plan).toEqual([month])
    expect(plan).toContain(`line_item_${month}_pkey`)
  })
  it('an event id reads the hash index of each month, and no table', async () => {
    const plan = onLineItems(await plansOf((pool) => lineItemsOfEvent(pool, eventId(1))))
    expect(plan).not.toContain('Seq Scan')
    expect(plan).toContain(`line_item_${month}_event`)
  })
  it('rows and sums of a file read its own months', async () => {
    const rows = onLineItems(await plansOf((pool) => listFileRows(pool, fileId, { limit: 10 })))
    expect(monthsRead(rows), rows).toEqual([month])
    expect(rows).toContain(`line_item_${month}_pkey`)
    const bounds = (await db.pool.query('select first_line_item_id as first, last_line_item_id as last from csv_file'))
      .rows[0]
    const sums = onLineItems(
      await plansOf((pool) =>
        breakDownFile(pool, { id: fileId, firstLineItemId: bounds.first, lastLineItemId: bounds.last }),
      ),
    )
    expect(monthsRead(sums), sums).toEqual([month])
  })
  it('lists of line items read one month by their index, and one primary key for each row beside them', async () => {
    const from = DAY.toISOString()
    const to = new Date(DAY.getTime() + 86_400_000).toISOString()
    const own = onLineItems(await plansOf((pool) => listAccountLineItems(pool, '7', { from, to, limit: 10 })))
    expect(monthsRead(own), own).toEqual([month])
    expect(own).toContain(`line_item_${month}_account`)
    expect(own).not.toContain('Seq Scan on line_item')
    const asked = { from, to, limit: 10, reason: 'no_zuora_account' as const }
    const rejected = onLineItems(await plansOf((pool) => listRejectedLineItems(pool, asked)))
    expect(monthsRead(rejected), rejected).toEqual([month])
    expect(rejected).toMatch(/Index.*Scan.* using line_item_\d{4}_\d\d_reason_id_/)
    const counted = onLineItems(await plansOf((pool) => readRejections(pool, { from, to })))
    expect(monthsRead(counted), counted).toEqual([month])
    expect(counted).toMatch(/line_item_\d{4}_\d\d_reason_id_/)
  })
  it('rejections of a day read the index of rejected line items', async () => {
    const plan = onLineItems(await plansOf((pool) => readRejected(pool, DAY)))
    expect(monthsRead(plan), plan).toEqual([month])
    expect(plan).toMatch(/Index.*Scan using line_item_\d{4}_\d\d_reason_id_/)
  })
})
