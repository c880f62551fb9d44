/** Every question of the API on a real database in which every number is known, through the route handlers. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { GET as getHealth } from '../../app/api/health/route.ts'
import { GET as getReady } from '../../app/api/ready/route.ts'
import { GET as getAccount } from '../../app/api/v1/accounts/[id]/route.ts'
import { GET as getUsage } from '../../app/api/v1/accounts/[id]/usage/route.ts'
import { GET as getAccounts } from '../../app/api/v1/accounts/route.ts'
import { GET as getGroups } from '../../app/api/v1/dead-letter-groups/route.ts'
import { GET as getLetter } from '../../app/api/v1/dead-letters/[id]/route.ts'
import { GET as getLetters } from '../../app/api/v1/dead-letters/route.ts'
import { GET as getContent } from '../../app/api/v1/files/[id]/content/route.ts'
import { GET as getFile } from '../../app/api/v1/files/[id]/route.ts'
import { GET as getRows } from '../../app/api/v1/files/[id]/rows/route.ts'
import { GET as getFiles } from '../../app/api/v1/files/route.ts'
import { GET as getLag } from '../../app/api/v1/lag/route.ts'
import { GET as getPassport } from '../../app/api/v1/line-items/[id]/route.ts'
import { GET as getItems } from '../../app/api/v1/line-items/route.ts'
import { GET as getPipeline } from '../../app/api/v1/pipeline/route.ts'
import { GET as getReconciliation } from '../../app/api/v1/reconciliation/route.ts'
import { GET as getThroughput } from '../../app/api/v1/throughput/route.ts'
import { GET as getMetrics } from '../../app/metrics/route.ts'
import { endpoints } from '../../domain/api/endpoints.ts'
import { emptyHistogram, observe } from '../../domain/histogram.ts'
import { useApiContext } from '../api/context.ts'
import { openPool } from '../postgres/pool.ts'
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts'
import { call, memoryStore, testContext } from './testing/context.ts'
import {
  at,
  DAY,
  eventId,
  itemId,
  NOW,
  seedAccount,
  seedCount,
  seedFile,
  seedItem,
  seedLag,
  seedLetter,
  seedReport,
} from './testing/seed.ts'

const BYTES = Buffer.from('ACCOUNT_ID,UOM\nA00000007,Minutes\n')
const objects = memoryStore(new Map([['files/x.csv', BYTES]]))
let db: FreshDatabase
let imported = ''
let open = ''
const today = DAY.toISOString().slice(0, 10)
const tomorrow = new Date(DAY.getTime() + 86_400_000).toISOString().slice(0, 10)

const seed = async () => {
  const { pool } = db
  await seedAccount(pool, 7, 'Octo-Org')
  await seedAccount(pool, 8, 'octopus')
  await seedAccount(pool, 9, 'zeta', '')
  const a = await seedItem(pool, { n: 1, quantity: [10, 500_000_000] })
  const b = await seedItem(pool, { n: 2, quantity: [2, 1], sku: 'actions_windows' })
  const c = await seedItem(pool, { n: 3, sku: 'packages_storage', quantity: [720, 0], topic: 'usage.storage', site: 2 })
  const d = await seedItem(pool, { n: 4, account: 8, quantity: [1, 0] })
  await seedItem(pool, { n: 5, decision: 2, reason: 2 })
  await seedItem(pool, { n: 6, decision: 2, reason: 7, account: 9 })
  await seedItem(pool, { n: 7, quantity: [5, 0] }) // accepted, not booked yet
  imported = await seedFile(pool, {
    sequence: 1,
    state: 'imported',
    rows: 3,
    items: [a, b, c],
    totals: { Minutes: '12.500000001', 'GB-Hours': '720' },
    bytes: BYTES,
    objectKey: 'files/x.csv',
  })
  await pool.query(
    `insert into csv_file_count values ($1, 'iad', 'usage.actions', 'actions', $2, 2), ($1, 'sea', 'usage.storage', 'packages', $2, 1)`,
    [imported, today],
  )
  open = await seedFile(pool, {
    sequence: 2,
    state: 'open',
    rows: 1,
    items: [d],
    openedAt: new Date(DAY.getTime() + 3_000),
  })
  await seedFile(pool, {
    sequence: 3,
    partition: 2,
    state: 'quarantined',
    rows: 2,
    difference: '2 rows in the file, 1 booked',
  })
  await pool.query(
    `insert into submission_attempt (file_id, revision, number, idempotency_key, state, answered_at, http_status, import_status, message)
     values ($1, 1, 1, 'k3f9a2/p1/r1/1', 'imported', $2, 200, 'Completed', 'Imported')`,
    [imported, at(73)],
  )
  await seedLetter(pool, { offset: 11 })
  await seedLetter(pool, { offset: 12, site: 'sea' })
  await seedLetter(pool, {
    offset: 13,
    fingerprint: 'bbbb',
    processor: 'submission-filter',
    message: 'conflict',
    account: 7,
  })
  await seedLetter(pool, { offset: 14, state: 'redriven' })
  await seedCount(pool, 'usage-relay', 'relayed', 7)
  await seedCount(pool, 'usage-relay', 'relayed', 1, {
    site: 'sea',
    topic: 'usage.storage',
    sourceTopic: 'usage.storage',
    product: 'packages',
  })
  await seedCount(pool, 'usage-relay', 'dead_letter', 3, { product: '' })
  await seedCount(pool, 'usage-relay', 'relayed', 1, { sourceTopic: 'usage-relay.retry' }) // the redriven one
  await seedCount(pool, 'submission-filter', 'accepted', 4)
  await seedCount(pool, 'submission-filter', 'accepted', 1, {
    site: 'sea',
    topic: 'usage.storage',
    product: 'packages',
  })
  await seedCount(pool, 'submission-filter', 'rejected', 2)
  await seedCount(pool, 'submission-filter', 'duplicate', 1)
  await seedCount(pool, 'submission-filter', 'dead_letter', 1)
  const latency = emptyHistogram()
  observe(latency, 1_000, 98)
  observe(latency, 60_000, 2)
  const minute = new Date(Math.floor(NOW.getTime() / 60_000) * 60_000 - 60_000)
  await pool.query(
    `insert into throughput_minute values ($1, 'csv-bookkeeper', 'iad', 100, '{"booked": 100}', $2), ($1, 'usage-relay', 'sea', 120, '{"relayed": 119, "dead_letter": 1}', null)`,
    [minute, JSON.stringify(latency)],
  )
  await seedReport(pool, 'usage-relay', 'iad', {
    records_in: 1000,
    records_per_second: 31.4,
    records_out_per_second: 31,
    by_topic: { 'usage.actions': { records_in: 900, records_per_second: 22.9 } },
    outcomes: { relayed: 990 },
    dead_letters_total: 10,
    rss_bytes: 1e8,
    partitions: [
      {
        topic: 'usage.actions',
        partition: 3,
        state: 'running',
        next_offset: '90',
        committed_offset: null,
        since: DAY.toISOString(),
      },
    ],
  })
  await seedReport(pool, 'usage-relay', 'sea', {}, new Date(NOW.getTime() - 60_000))
  await seedReport(pool, 'submission-filter', 'iad', { outcomes_per_second: { rejected: 6.5, accepted: 49.2 } })
  await seedReport(pool, 'csv-bookkeeper', 'iad', { latency })
  await seedLag(pool, 'usage-relay', 'usage.actions', 3, { seconds: 96, committed: 40 })
  await seedLag(pool, 'submission-filter', 'billing.line-items', 0, { committed: null })
  await seedLag(pool, 'csv-builder', 'billing.submittable', 1, { committed: 110 })
  await seedLag(pool, 'csv-builder', 'billing.submittable', 2, { committed: 10, low: 20 })
  await pool.query(
    `insert into stream_stop (processor, site, topic, partition, kind, record_offset, what_happened, what_it_means, what_to_do)
     values ('csv-builder', 'iad', 'billing.submittable', 4, 'poison', 17, 'It met a record that can never work.', 'Nothing is lost.', 'Mend the cause.')`,
  )
}

beforeAll(async () => {
  db = await freshDatabase()
  await seed()
}, 60_000)
afterAll(async () => {
  useApiContext(undefined)
  await db?.drop()
})
beforeEach(() => {
  testContext(db.pool, { objects })
})

/** The answer is what the endpoint promises, no more and no less than its schema reads. */
const answers = <T extends z.ZodType>(schema: T, body: unknown): z.output<T> => {
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new Error(JSON.stringify(parsed.error.issues, null, 1))
  return parsed.data
}

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
      'accepted',
      'booked',
      'closed',
      'balanced',
      'submitted',
      'imported',
    ])
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
    const empty = await call(getUsage, `/api/v1/accounts/7/usage?from=${tomorrow}&to=${today}`, { params: { id: '7' } })
    expect(empty.body).toMatchObject({ code: 'invalid_request' })
  })
})

describe('dead letters', () => {
  it('lists with filters and groups by cause', async () => {
    const { items } = answers(
      endpoints.deadLetters.answer,
      (await call(getLetters, '/api/v1/dead-letters?processor=usage-relay&state=open')).body,
    )
    expect(items.map((l) => l.source.offset)).toEqual(['12', '11'])
    expect(items[0]?.letter).toEqual({ site: 'iad', topic: 'usage-relay.dead-letter', partition: 4, offset: '12' })
    const groups = answers(
      endpoints.deadLetterGroups.answer,
      (await call(getGroups, '/api/v1/dead-letter-groups?limit=1')).body,
    )
    expect(groups.items[0]).toMatchObject({ processor: 'usage-relay', open: 2, redriven: 1, sites: ['iad', 'sea'] })
    const rest = answers(
      endpoints.deadLetterGroups.answer,
      (await call(getGroups, `/api/v1/dead-letter-groups?limit=1&cursor=${groups.nextCursor}`)).body,
    )
    expect(rest.items[0]).toMatchObject({ processor: 'submission-filter', open: 1, accounts: 1 })
    expect(rest.nextCursor).toBeNull()
  })

  it('shows one without its payload when the broker is away, and says so', async () => {
    const letter = answers(
      endpoints.deadLetter.answer,
      (await call(getLetter, '/api/v1/dead-letters/1', { params: { id: '1' } })).body,
    )
    expect(letter).toMatchObject({ id: '1', payload: null })
    expect(letter.payloadMissing).toContain('could not be read')
  })
})

describe('lag and throughput', () => {
  it('counts lag as Kafka does, with what is lost', async () => {
    const { items, stale } = answers(endpoints.lag.answer, (await call(getLag, '/api/v1/lag')).body)
    expect(stale).toBe(false)
    const row = (group: string, partition: number) => items.find((r) => r.group === group && r.partition === partition)
    expect(row('usage-relay', 3)).toMatchObject({
      lag: '60',
      consumable: '60',
      lost: '0',
      status: 'warn',
      retentionMargin: { offsets: '40', seconds: null },
    })
    expect(row('submission-filter', 0)).toMatchObject({
      committed: null,
      lag: null,
      consumable: '100',
      status: 'missing',
    })
    expect(row('csv-builder', 1)).toMatchObject({ lag: '-10', status: 'rewind' })
    expect(row('csv-builder', 2)).toMatchObject({ lag: '90', consumable: '80', lost: '10', status: 'stop' })
  })

  it('gives series by processor, site, outcome and product', async () => {
    const series = async (by: string) =>
      answers(endpoints.throughput.answer, (await call(getThroughput, `/api/v1/throughput?by=${by}`)).body).series
    expect((await series('processor')).map((s) => [s.key, s.points[0]?.records])).toEqual([
      ['csv-bookkeeper', 100],
      ['usage-relay', 120],
    ])
    expect((await series('site')).map((s) => s.key)).toEqual(['sea'])
    expect((await series('outcome')).map((s) => s.key)).toEqual(['booked', 'dead_letter', 'relayed'])
    const byProduct = answers(
      endpoints.throughput.answer,
      (await call(getThroughput, `/api/v1/throughput?by=product&from=${today}&to=${tomorrow}`)).body,
    )
    expect(byProduct.series.map((s) => [s.key, s.points.reduce((n, p) => n + p.records, 0)])).toEqual([
      ['actions', 7],
      ['packages', 1],
      ['undecodable', 3],
    ])
  })
})

describe('reconciliation', () => {
  it('accounts for every event; without Kafka nothing in flight is proven', async () => {
    const answer = answers(
      endpoints.reconciliation.answer,
      (await call(getReconciliation, `/api/v1/reconciliation?from=${today}`)).body,
    )
    // 11 in: 3 imported, 1 in an open file, 1 accepted and in flight, 2 rejected, 1 duplicate, 3 dead (4 counted, 1 redriven)
    expect(answer.total).toEqual({
      eventsIn: '11',
      submitted: '3',
      rejected: '2',
      duplicates: '1',
      deadLetters: '3',
      setAside: '0',
      inFiles: '1',
      inFlight: '1',
      difference: '0',
    })
    expect(answer.logHolds).toBeNull()
    expect(answer.items.find((i) => i.site === 'sea')).toMatchObject({
      topic: 'usage.storage',
      product: 'packages',
      eventsIn: '1',
      submitted: '1',
      difference: '0',
    })
  })
})

describe('pipeline', () => {
  it('answers all that the Overview shows', async () => {
    const p = answers(endpoints.pipeline.answer, (await call(getPipeline, '/api/v1/pipeline')).body)
    expect(p.sites.map((s) => [s.name, s.stale, s.perSecond])).toEqual([
      ['iad', false, 22.9],
      ['sea', true, null],
    ])
    const node = (name: string, site = 'iad') => p.processors.find((n) => n.name === name && n.site === site)
    expect(node('usage-relay')).toMatchObject({
      state: 'running',
      status: 'warn',
      lag: '60',
      timeLagSeconds: 96,
      deadLetters: { open: 1 },
    })
    expect(node('usage-relay', 'sea')).toMatchObject({ state: 'stale', inPerSecond: null, deadLetters: { open: 1 } })
    expect(node('csv-builder')).toMatchObject({ state: 'down', deadLetters: null })
    expect(node('csv-builder')?.partitions.find((t) => t.partition === 4)?.stop).toMatchObject({
      kind: 'poison',
      recordOffset: '17',
    })
    expect(p.rejected).toMatchObject({ perSecond: 6.5, today: 2 })
    expect(p.deadLetters).toMatchObject({ open: 3, groups: 2, largest: { open: 2 } })
    expect(p.openFiles).toHaveLength(1)
    expect(p.openFiles[0]).toMatchObject({ id: open, closesBy: 'age' })
    expect(p.money.total).toMatchObject({ files: 3, rows: 6, totals: { Minutes: '13.500000001', 'GB-Hours': '720' } })
    expect(p.filesInTrouble[0]).toMatchObject({ state: 'quarantined', words: '2 rows in the file, 1 booked' })
    expect(p.latency.now).toMatchObject({ rows: 100 })
    expect(p.latency.now.p50Ms).toBeGreaterThan(700)
    expect(p.latency.now.p50Ms).toBeLessThan(1_200)
    expect(p.latency.now.p99Ms).toBeGreaterThan(50_000)
    expect(p.readings.finance.title).toBe('1 file is held')
    expect(p.readings.engineer).toMatchObject({ status: 'stop' })
    expect(p.readings.support).toMatchObject({ status: 'missing' })
    expect(p.alerts.length).toBeGreaterThan(3)
  })
})

describe('health', () => {
  it('is alive, is not ready and says which, and has metrics', async () => {
    expect((await call(getHealth, '/api/health')).body).toMatchObject({ status: 'alive' })
    const ready = await call(getReady, '/api/ready')
    expect(ready.status).toBe(503)
    const { dependencies } = answers(endpoints.ready.answer, ready.body)
    const of = (name: string) => dependencies.find((d) => d.name === name)
    expect(of('postgres')?.ok).toBe(true)
    expect(of('object-store')?.ok).toBe(true)
    expect(of('kafka:sea')?.ok).toBe(false)
    expect(of('worker:usage-relay@iad')?.ok).toBe(true)
    expect(of('worker:usage-relay@sea')?.message).toContain('last reported')
    expect(of('worker:csv-builder@iad')?.message).toContain('never reported')
    const text = String((await call(getMetrics, '/metrics')).body.text)
    expect(text).toContain(
      'hydrometer_records_read_total{worker="usage-relay",site="iad",instance="usage-relay@iad",topic="usage.actions"} 900',
    )
    expect(text).toContain('# TYPE hydrometer_records_read_total counter')
    expect(text).toContain('hydrometer_event_to_row_seconds_count{instance="csv-bookkeeper@iad",site="iad"} 100')
    expect(text).toContain('hydrometer_dead_letters{processor="usage-relay",state="open"} 2')
  })
})

describe('while Postgres is away', () => {
  it('says so with 503 on every question, and metrics say that it is down', async () => {
    const pool = openPool('postgresql://nobody@127.0.0.1:1/none', 'test')
    testContext(pool, { objects })
    for (const [handler, url] of [
      [getPipeline, '/api/v1/pipeline'],
      [getFiles, '/api/v1/files'],
      [getLag, '/api/v1/lag'],
    ] as const)
      expect((await call(handler, url)).body).toMatchObject({ status: 503, code: 'database_away' })
    expect((await call(getAccount, '/api/v1/accounts/7', { params: { id: '7' } })).body).toMatchObject({
      status: 503,
      code: 'database_away',
    })
    expect(String((await call(getMetrics, '/metrics')).body.text)).toContain('hydrometer_postgres_up 0')
    await pool.end()
  })
})
