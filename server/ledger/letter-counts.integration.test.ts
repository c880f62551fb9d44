/** Dead letters are counted beside their rows (decision 30): whatever happens to them, the counts are the rows' own. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { moveOpen, whereOf } from '../desk/change-dead-letters.ts'
import { type DeadLetter, recordDeadLetters, recordLetterPlaces } from '../kafka/dead-letters.ts'
import { inTransaction, openPool, type Pool } from '../postgres/pool.ts'
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts'
import { foldLetterCounts } from './fold-letter-counts.ts'
import { LETTER_COUNTS_DIFFER } from './testing/letter-counts-differ.ts'

let db: FreshDatabase
let pool: Pool
beforeAll(async () => {
  db = await freshDatabase()
  pool = db.pool
})
afterAll(() => db?.drop())
beforeEach(() => pool.query('truncate dead_letter'))
afterEach(async () => {
  // Whatever a test leaves is right before and after everything is folded.
  expect(await differing()).toBe(0)
  while ((await foldLetterCounts(pool, 7)) > 0) expect(await differing()).toBe(0)
  expect((await pool.query('select 1 from dead_letter_delta')).rowCount).toBe(0)
})

const differing = async (on: Pick<Pool, 'query'> = pool): Promise<number> =>
  (await on.query<{ n: number }>(LETTER_COUNTS_DIFFER)).rows[0]!.n
const whole = async () =>
  (
    await pool.query(
      `select processor, open, redriving, redriven, discarded, accounts from dead_letter_count where scope = '' order by 1, 2`,
    )
  ).rows

const letter = (
  offset: number,
  more: Partial<DeadLetter> & { partition?: number; topic?: string; processor?: string } = {},
) => {
  const { partition = 0, topic = 'usage.actions', processor = 'usage-relay', ...rest } = more
  const source = { processor, site: 'iad', topic, partition }
  return {
    source,
    record: { offset, timestampMs: 0 },
    origin: { site: 'iad', topic, partition, offset, timestampMs: 0 },
    errorClass: 'unknown_sku',
    message: `no such SKU: ${offset}`,
    stack: '',
    attempt: 1,
    product: '',
    accountId: 7,
    ...rest,
  } as DeadLetter
}
const record = (...letters: DeadLetter[]) => recordDeadLetters(pool, letters)
const ofCause = whereOf({ processor: 'usage-relay' })
const move = (state: 'redriving' | 'discarded', where = ofCause) =>
  inTransaction(pool, (tx) => moveOpen(tx, where, { state, actor: 'a person', why: 'x', processors: null }))

it('counts what comes, each account once, in all, by site of the event and by partition', async () => {
  await record(letter(1), letter(2), letter(3, { accountId: 8, partition: 1 }), letter(4, { accountId: null }))
  await record(letter(5, { partition: 1 }), letter(6, { origin: { ...letter(6).origin, site: 'sea' } }))
  expect(await whole()).toEqual([
    { processor: 'usage-relay', open: 6, redriving: 0, redriven: 0, discarded: 0, accounts: 2 },
  ])
  const { rows } = await pool.query(`select scope, open, accounts from dead_letter_count where scope <> '' order by 1`)
  expect(rows).toEqual([
    { scope: '@iad', open: 5, accounts: null },
    { scope: '@sea', open: 1, accounts: null },
    { scope: 'usage.actions:0@iad', open: 4, accounts: 1 },
    { scope: 'usage.actions:1@iad', open: 2, accounts: 2 },
  ])
})

it('counts a decision once, though it is recorded again, and its place in the topic not at all', async () => {
  await record(letter(1), letter(2))
  await record(letter(1), letter(2), letter(3))
  await recordLetterPlaces(pool, [letter(1), letter(2)], { partition: 0, offsets: [10, 11] })
  expect(await whole()).toMatchObject([{ open: 3, accounts: 1 }])
  expect((await pool.query('select sum(letters)::int as n from dead_letter_delta')).rows).toEqual([{ n: 3 }])
})

it('follows letters through redrive, another failure, discard; folded in between or not', async () => {
  await record(letter(1), letter(2, { accountId: 8 }), letter(3, { accountId: 9 }))
  await foldLetterCounts(pool)
  await move('redriving')
  expect(await whole()).toMatchObject([{ open: 0, redriving: 3, accounts: 3 }])
  await foldLetterCounts(pool, 1)
  await pool.query(`update dead_letter set state = 'redriven' where source_offset <> 3`)
  await pool.query(`update dead_letter set state = 'open' where source_offset = 3`)
  // From its retry topic it fails again: another letter of the same account.
  await record(letter(0, { topic: 'usage-relay.retry', origin: letter(1).origin, attempt: 2 }))
  expect(await whole()).toMatchObject([{ open: 2, redriving: 0, redriven: 2, accounts: 3 }])
  await move('discarded')
  expect(await whole()).toMatchObject([{ open: 0, redriven: 2, discarded: 2, accounts: 3 }])
})

it('takes nothing from a transaction that is taken back', async () => {
  await record(letter(1))
  const stopped = inTransaction(pool, async (tx) => {
    await recordDeadLetters(tx, [letter(2, { accountId: 8 })])
    expect(await differing(tx)).toBe(0)
    throw new Error('the fence')
  })
  await expect(stopped).rejects.toThrow('the fence')
  expect(await whole()).toMatchObject([{ open: 1, accounts: 1 }])
})

it('forgets letters that somebody deletes, and an account with its last one', async () => {
  await record(letter(1), letter(2), letter(3, { accountId: 8 }), letter(4, { accountId: 9 }))
  await foldLetterCounts(pool, 2)
  await pool.query('delete from dead_letter where source_offset in (1, 3)')
  expect(await whole()).toMatchObject([{ open: 2, accounts: 2 }])
  await pool.query('delete from dead_letter')
  expect(await whole()).toEqual([])
})

it('keeps what a letter was', async () => {
  await record(letter(1))
  for (const set of ['account_id = 8', `fingerprint = 'x'`, `origin_site = 'sea'`, 'source_partition = 3'])
    await expect(pool.query(`update dead_letter set ${set}`)).rejects.toThrow('a dead letter stays what it was')
})

it('never makes two partitions wait for each other, nor for folding', async () => {
  await record(letter(1))
  await inTransaction(pool, async (one) => {
    await recordDeadLetters(one, [letter(2, { partition: 1, accountId: 8 })])
    await inTransaction(pool, async (other) => {
      await other.query(`set local lock_timeout = '1s'`)
      await recordDeadLetters(other, [letter(3, { partition: 2, accountId: 8 })])
      expect(await foldLetterCounts(pool)).toBe(1)
      expect(await differing(other)).toBe(0)
    })
    expect(await whole()).toMatchObject([{ open: 2, accounts: 2 }])
  })
  expect(await whole()).toMatchObject([{ open: 3, accounts: 2 }])
})

// In the order of ids, like the commands (R8): any other order and two of them would stand in each other's way.
const DELETE_SOME = `
  with picked as (
    select id from dead_letter where source_partition = $1 and source_offset % 9 = 0 order by id for update
  ) delete from dead_letter d using picked where d.id = picked.id`

it('is exact in every snapshot while letters come, change and are folded', async () => {
  let busy = true
  let looks = 0
  const writers = Array.from({ length: 4 }, async (_, partition) => {
    for (let n = 0; n < 60 || (looks < 10 && n < 1_000); n++) {
      const offsets = Array.from({ length: 5 }, (_, i) => n * 5 + i)
      await record(
        ...offsets.map((o) =>
          letter(o, { partition, accountId: (o * 7 + partition) % 40, message: `${'abc'[o % 3]} ${o}` }),
        ),
      )
      if (n % 10 === 9) await move(n % 20 === 9 ? 'redriving' : 'discarded')
      if (n % 25 === 24) await pool.query(DELETE_SOME, [partition])
    }
  })
  const folding = [3, 1_000].map(async (limit) => {
    while (busy) await foldLetterCounts(pool, limit)
  })
  const looking = (async () => {
    for (; busy; looks++) expect(await differing()).toBe(0)
  })()
  await Promise.all(writers).finally(() => {
    busy = false
  })
  await Promise.all([...folding, looking])
  expect(looks).toBeGreaterThanOrEqual(10)
})

it('folds a storm into a table of which Postgres has no figures yet', async () => {
  await pool.query(
    `insert into dead_letter (processor, source_site, source_topic, source_partition, source_offset, source_timestamp, origin_site,
       origin_topic, origin_partition, origin_offset, origin_timestamp, error_class, error_message, fingerprint, account_id)
     select 'usage-relay', 'iad', 'usage.actions', i % 6, i, now(), 'iad', 'usage.actions', i % 6, i, now(), 'unknown_sku', 'no such SKU', 'storm ' || i % 4, i
       from generate_series(1, 24000) i`,
  )
  // By an index that has the cause alone each letter is compared with 6,000: more than the 15 s that a transaction has.
  const desk = openPool(db.url, 'desk', 1)
  try {
    while ((await foldLetterCounts(desk)) > 0);
  } finally {
    await desk.end()
  }
  expect(await whole()).toEqual(
    Array(4).fill({ processor: 'usage-relay', open: 6_000, redriving: 0, redriven: 0, discarded: 0, accounts: 6_000 }),
  )
})
