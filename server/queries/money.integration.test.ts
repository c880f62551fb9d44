/** Files, line items and customers on a real database in which every number is known, through the route handlers. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { GET as getAccount } from '../../app/api/v1/accounts/[id]/route.ts'
import { GET as getUsage } from '../../app/api/v1/accounts/[id]/usage/route.ts'
import { GET as getAccounts } from '../../app/api/v1/accounts/route.ts'
import { GET as getContent } from '../../app/api/v1/files/[id]/content/route.ts'
import { GET as getFile } from '../../app/api/v1/files/[id]/route.ts'
import { GET as getRows } from '../../app/api/v1/files/[id]/rows/route.ts'
import { GET as getFiles } from '../../app/api/v1/files/route.ts'
import { GET as getPassport } from '../../app/api/v1/line-items/[id]/route.ts'
import { GET as getItems } from '../../app/api/v1/line-items/route.ts'
import { endpoints } from '../../domain/api/endpoints.ts'
import { useApiContext } from '../api/context.ts'
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts'
import { answers, call, memoryStore, testContext } from './testing/context.ts'
import { BYTES, seedKnownWorld, today, tomorrow } from './testing/known-world.ts'
import { at, DAY, eventId, itemId } from './testing/seed.ts'

let db: FreshDatabase
let imported = ''
let open = ''
const objects = memoryStore(new Map([['files/x.csv', BYTES]]))

beforeAll(async () => {
  db = await freshDatabase()
  ;({ imported, open } = await seedKnownWorld(db.pool))
}, 60_000)
afterAll(async () => {
  useApiContext(undefined)
  await db?.drop()
})
beforeEach(() => {
  testContext(db.pool, { objects })
})

describe('files', () => {
  it('lists newest first, pages by cursor, and filters', async () => {
    const first = answers(endpoints.files.answer, (await call(getFiles, '/api/v1/files?limit=2')).body)
    expect(first.items.map((f) => f.state)).toEqual(['open', 'quarantined'])
    const second = answers(
      endpoints.files.answer,
      (await call(getFiles, `/api/v1/files?limit=2&cursor=${first.nextCursor}`)).body,
    )
    expect(second.items.map((f) => f.state)).toEqual(['imported'])
    expect(second.nextCursor).toBeNull()
    const { items } = answers(
      endpoints.files.answer,
      (await call(getFiles, '/api/v1/files?state=imported,balanced')).body,
    )
    expect(items[0]).toMatchObject({
      id: imported,
      rows: 3,
      firstOffset: '100',
      lastOffset: '102',
      totals: { Minutes: '12.500000001', 'GB-Hours': '720' },
    })
    const byName = answers(endpoints.files.answer, (await call(getFiles, '/api/v1/files?q=p2-00000003')).body)
    expect(byName.items.map((f) => f.partition)).toEqual([2])
  })

  it('estimates by list price, storage by GB-month, an open file from its bookings', async () => {
    const hours = new Date(Date.UTC(DAY.getUTCFullYear(), DAY.getUTCMonth() + 1, 0)).getUTCDate() * 24
    const file = answers(
      endpoints.file.answer,
      (await call(getFile, `/api/v1/files/${imported}`, { params: { id: imported } })).body,
    )
    const expected = 10.5 * 0.006 + 2.000000001 * 0.01 + (720 / hours) * 0.25
    expect(Number(file.estimate?.usd)).toBeCloseTo(expected, 4)
    const grows = answers(
      endpoints.file.answer,
      (await call(getFile, `/api/v1/files/${open}`, { params: { id: open } })).body,
    )
    expect(grows).toMatchObject({
      sha256: null,
      totals: { Minutes: '1' },
      estimate: { usd: '0.006' },
      controlTotals: { rowsInFile: 1, rowsBooked: 1 },
    })
    expect(grows.reading).toContain('It grows: 1 row so far')
  })

  it('shows the books of a file side by side, its timeline and attempts', async () => {
    const file = answers(
      endpoints.file.answer,
      (await call(getFile, `/api/v1/files/${imported}`, { params: { id: imported } })).body,
    )
    expect(file.controlTotals).toEqual({
      rowsInFile: 3,
      rowsBooked: 3,
      units: [
        { unit: 'GB-Hours', file: '720', booked: '720' },
        { unit: 'Minutes', file: '12.500000001', booked: '12.500000001' },
      ],
    })
    expect(file.byOrigin).toEqual([
      { site: 'iad', topic: 'usage.actions', rows: 2 },
      { site: 'sea', topic: 'usage.storage', rows: 1 },
    ])
    expect(file.attempts[0]).toMatchObject({ httpStatus: 200, importStatus: 'Completed', reasons: [] })
    expect(file.timeline[0]).toMatchObject({ what: 'opened', words: 'Opened' })
  })

  it('gives rows in their order by page and by number', async () => {
    const path = `/api/v1/files/${imported}/rows`
    const first = answers(
      endpoints.fileRows.answer,
      (await call(getRows, `${path}?limit=2`, { params: { id: imported } })).body,
    )
    expect(first.items.map((r) => [r.rowNumber, r.quantity, r.login])).toEqual([
      [1, '10.5', 'Octo-Org'],
      [2, '2.000000001', 'Octo-Org'],
    ])
    const rest = answers(
      endpoints.fileRows.answer,
      (await call(getRows, `${path}?limit=2&cursor=${first.nextCursor}`, { params: { id: imported } })).body,
    )
    expect(rest.items.map((r) => [r.rowNumber, r.site])).toEqual([[3, 'sea']])
    const jump = answers(
      endpoints.fileRows.answer,
      (await call(getRows, `${path}?from=3`, { params: { id: imported } })).body,
    )
    expect(jump.items.map((r) => r.rowNumber)).toEqual([3])
  })

  it('goes on behind a row that was lost', async () => {
    const lost = 'delete from placement where file_id = $1 and row_number = 2 returning line_item_id, attempt'
    const [row] = (await db.pool.query(lost, [imported])).rows
    const path = `/api/v1/files/${imported}/rows`
    const page = async (query: string) =>
      answers(endpoints.fileRows.answer, (await call(getRows, `${path}${query}`, { params: { id: imported } })).body)
    const first = await page('?limit=2')
    const rest = await page(`?limit=2&cursor=${first.nextCursor}`)
    expect([...first.items, ...rest.items].map((r) => r.rowNumber)).toEqual([1, 3])
    expect(rest.nextCursor).toBeNull()
    const put = 'insert into placement (line_item_id, file_id, row_number, attempt) values ($1, $2, 2, $3)'
    await db.pool.query(put, [row.line_item_id, imported, row.attempt])
  })

  it('hands out the exact bytes, and nothing when they are not what the books say', async () => {
    const { status, response } = await call(getContent, `/api/v1/files/${imported}/content`, {
      params: { id: imported },
    })
    expect(status).toBe(200)
    expect(Buffer.from(await response.arrayBuffer())).toEqual(BYTES)
    testContext(db.pool, { objects: memoryStore(new Map([['files/x.csv', Buffer.from('changed')]])) })
    expect(
      (await call(getContent, `/api/v1/files/${imported}/content`, { params: { id: imported } })).body,
    ).toMatchObject({ code: 'conflict' })
    testContext(db.pool, { objects: memoryStore() })
    expect(
      (await call(getContent, `/api/v1/files/${imported}/content`, { params: { id: imported } })).body,
    ).toMatchObject({ status: 503, code: 'objects_away' })
    expect((await call(getContent, `/api/v1/files/${open}/content`, { params: { id: open } })).status).toBe(409)
    expect((await call(getFile, '/api/v1/files/99', { params: { id: '99' } })).body).toMatchObject({
      code: 'not_found',
    })
  })
})

describe('line items', () => {
  it('finds by event id, with its place', async () => {
    const { items } = answers(
      endpoints.lineItems.answer,
      (await call(getItems, `/api/v1/line-items?eventId=${eventId(2).toUpperCase()}`)).body,
    )
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({
      fileId: imported,
      rowNumber: 2,
      state: 'imported',
      quantity: '2.000000001',
      sku: 'actions_windows',
      origin: { site: 'iad', topic: 'usage.actions', partition: 2, offset: '2' },
    })
  })

  it('gives the passport of a booked item though the brokers are away', async () => {
    const id = itemId(1, at(60))
    const passport = answers(
      endpoints.lineItem.answer,
      (await call(getPassport, `/api/v1/line-items/${id}`, { params: { id } })).body,
    )
    expect(passport).toMatchObject({
      state: 'imported',
      event: null,
      account: { login: 'Octo-Org', plan: 'TEAM', standing: 'ACTIVE' },
      claim: { site: 'iad', topic: 'billing.line-items', partition: 3, offset: '1' },
    })
    expect(passport.eventMissing).toContain('could not be read')
    expect(passport.timeline.map((s) => s.step)).toEqual([
      'happened',
      'recorded',
      'relayed',
      'accepted',
      'booked',
      'closed',
      'balanced',
      'submitted',
      'imported',
    ])
    // Its row has a place, and the record was there, though nobody can say when.
    expect(passport.timeline.filter((s) => s.at === null).map((s) => s.step)).toEqual(['recorded', 'relayed', 'booked'])
    expect(passport.timeline.every((s) => s.isDone)).toBe(true)
    expect(passport.reading).toContain('10.5 Minutes of actions_linux')
  })

  it('says why an item was rejected, and 404 for one that is not there', async () => {
    const id = itemId(5, at(60))
    const passport = answers(
      endpoints.lineItem.answer,
      (await call(getPassport, `/api/v1/line-items/${id}`, { params: { id } })).body,
    )
    expect(passport).toMatchObject({
      state: 'rejected',
      reason: 'no_zuora_account',
      reasonWords: 'The account has no Zuora account yet',
      fileId: null,
    })
    const none = itemId(999, at(60))
    expect((await call(getPassport, `/api/v1/line-items/${none}`, { params: { id: none } })).status).toBe(404)
    expect((await call(getPassport, '/api/v1/line-items/x', { params: { id: 'x' } })).body).toMatchObject({
      code: 'invalid_request',
    })
  })
})

describe('accounts', () => {
  it('searches by login prefix without case, by id and by Zuora number', async () => {
    const logins = async (query: string) =>
      answers(endpoints.accounts.answer, (await call(getAccounts, `/api/v1/accounts?query=${query}`)).body).items.map(
        (a) => a.login,
      )
    expect(await logins('OCTO')).toEqual(['Octo-Org', 'octopus'])
    expect(await logins('8')).toEqual(['octopus'])
    expect(await logins('A00000007')).toEqual(['Octo-Org'])
    expect(await logins('%25')).toEqual([])
    const page = answers(endpoints.accounts.answer, (await call(getAccounts, '/api/v1/accounts?limit=2')).body)
    const next = answers(
      endpoints.accounts.answer,
      (await call(getAccounts, `/api/v1/accounts?limit=2&cursor=${page.nextCursor}`)).body,
    )
    expect([...page.items, ...next.items].map((a) => a.login)).toEqual(['Octo-Org', 'octopus', 'zeta'])
    expect((await call(getAccount, '/api/v1/accounts/1', { params: { id: '1' } })).status).toBe(404)
  })

  it('adds usage up exactly and says what was left out', async () => {
    const usage = answers(
      endpoints.accountUsage.answer,
      (
        await call(getUsage, `/api/v1/accounts/7/usage?from=${today}&to=${tomorrow}&by=product`, {
          params: { id: '7' },
        })
      ).body,
    )
    expect(usage.totals).toEqual({ Minutes: '17.500000001', 'GB-Hours': '720' })
    expect(usage.items.map((l) => [l.key, l.sku, l.quantity, l.lineItems, l.rejectedLineItems])).toEqual([
      ['actions', 'actions_linux', '15.5', 2, 1],
      ['actions', 'actions_windows', '2.000000001', 1, 0],
      ['packages', 'packages_storage', '720', 1, 0],
    ])
    expect(usage.rejected).toEqual([
      { reason: 'no_zuora_account', words: 'The account has no Zuora account yet', lineItems: 1 },
    ])
    // A longer time is read in two halves: wherever they meet, no day is missing and none is counted twice.
    const dayFrom = (days: number) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10)
    for (const [before, after] of [
      [7, 7],
      [6, 8],
      [8, 6],
      [30, 1],
      [0, 31],
    ] as const) {
      const range = `from=${dayFrom(-before)}&to=${dayFrom(after)}&by=product`
      const longer = answers(
        endpoints.accountUsage.answer,
        (await call(getUsage, `/api/v1/accounts/7/usage?${range}`, { params: { id: '7' } })).body,
      )
      expect({ ...longer, from: usage.from, to: usage.to }).toEqual(usage)
    }
    const empty = await call(getUsage, `/api/v1/accounts/7/usage?from=${tomorrow}&to=${today}`, { params: { id: '7' } })
    expect(empty.body).toMatchObject({ code: 'invalid_request' })
  })
})
