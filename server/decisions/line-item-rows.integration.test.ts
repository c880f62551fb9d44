/** Claims by COPY and the way around it say the same of what was there before. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CLAIM_TOPIC } from '../../domain/line-item.ts'
import { lineItemId } from '../../domain/line-item-id.ts'
import { inTransaction } from '../postgres/pool.ts'
import { type FreshDatabase, freshDatabase } from '../testing/index.ts'
import { insertClaims, type Proposed, readOwnRulings } from './line-item-rows.ts'
import { RecentIds } from './recent-ids.ts'

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database?.drop())

const NOW_MS = Date.now()
const claim = (n: number): Proposed => {
  const eventId = Buffer.alloc(16, n)
  return {
    incoming: {
      item: { lineItemId: lineItemId(eventId, NOW_MS + n), eventId },
      accountId: 2 ** 40 + n,
      units: n,
      nanos: 500_000_000,
      startedAtMs: NOW_MS + n,
      endedAtMs: NOW_MS + n + 1,
      sku: 1,
      origin: { site: 1, topic: 1, partition: 2, offset: n },
      claim: { topic: CLAIM_TOPIC['billing.line-items'], partition: 3, offset: n },
    },
    ruling: { attempt: 1, reason: n % 2 ? 'account_suspended' : null, accountVersion: 4, identity: n % 2 ? 0 : 5 },
  } as unknown as Proposed
}
const insert = (numbers: readonly number[], recent?: RecentIds) =>
  inTransaction(database.pool, (tx) => insertClaims(tx, numbers.map(claim), recent))
const rows = async () =>
  (await database.pool.query<Record<string, unknown>>('select * from line_item order by id')).rows.map(
    ({ decided_at, ...row }) => ({ ...row, isDecidedNow: Math.abs(Number(decided_at) - Date.now()) < 60_000 }),
  )

it('writes the same rows either way', async () => {
  await insert([1, 2, 3])
  const inserted = await rows()
  await database.pool.query('truncate line_item')
  await insert([1, 2, 3], new RecentIds())
  expect(await rows()).toEqual(inserted)
  expect(inserted[0]).toMatchObject({ account_id: 2 ** 40 + 1, units: 1, decision: 2, attempt: 1, isDecidedNow: true })
})

it('finds a repeat of a moment ago before it copies, and one of long ago because the database refuses it', async () => {
  const recent = new RecentIds()
  expect(await insert([11, 12, 13], recent)).toEqual(new Set())
  expect(await insert([12, 14], recent)).toEqual(new Set([0]))
  const restarted = new RecentIds()
  expect(await insert([13, 14, 15], restarted)).toEqual(new Set([0, 1]))
  // From now on everything is looked up for a while.
  expect(await insert([11, 16], restarted)).toEqual(new Set([0]))
  expect(await insert([11, 12], restarted)).toEqual(new Set([0, 1]))
  const { rows: held } = await database.pool.query('select units::int as n from line_item where units > 10 order by id')
  expect(held.map(({ n }) => n)).toEqual([11, 12, 13, 14, 15, 16])
})

it('takes a claim again whose transaction was rolled back', async () => {
  const recent = new RecentIds()
  await inTransaction(database.pool, async (tx) => {
    await insertClaims(tx, [claim(21)], recent)
    throw new Error('the world went away')
  }).catch(() => {})
  expect(await insert([21], recent)).toEqual(new Set())
  expect(await insert([21], recent)).toEqual(new Set([0]))
})

it('reads of a claim what it decided itself, whatever the order', async () => {
  await insert([31, 32, 33])
  const { incoming } = claim(33)
  const another = { ...incoming, claim: { ...incoming.claim, offset: 99 } }
  const unknown = claim(34).incoming
  const found = await readOwnRulings(database.pool, [claim(33).incoming, unknown, claim(32).incoming, another])
  expect(found).toEqual(
    new Map([
      [0, claim(33).ruling],
      [2, claim(32).ruling],
    ]),
  )
  expect(await readOwnRulings(database.pool, [])).toEqual(new Map())
})
