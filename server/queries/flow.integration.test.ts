/** How the pipeline is, on a real database in which every number is known, through the route handlers. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { GET as getHealth } from '../../app/api/health/route.ts'
import { GET as getReady } from '../../app/api/ready/route.ts'
import { GET as getAccount } from '../../app/api/v1/accounts/[id]/route.ts'
import { GET as getGroups } from '../../app/api/v1/dead-letter-groups/route.ts'
import { GET as getLetter } from '../../app/api/v1/dead-letters/[id]/route.ts'
import { GET as getLetters } from '../../app/api/v1/dead-letters/route.ts'
import { GET as getFiles } from '../../app/api/v1/files/route.ts'
import { GET as getLag } from '../../app/api/v1/lag/route.ts'
import { GET as getPipeline } from '../../app/api/v1/pipeline/route.ts'
import { GET as getReconciliation } from '../../app/api/v1/reconciliation/route.ts'
import { GET as getThroughput } from '../../app/api/v1/throughput/route.ts'
import { GET as getMetrics } from '../../app/metrics/route.ts'
import { endpoints } from '../../domain/api/endpoints.ts'
import { useApiContext } from '../api/context.ts'
import { openPool } from '../postgres/pool.ts'
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts'
import { answers, call, memoryStore, testContext } from './testing/context.ts'
import { BYTES, seedKnownWorld, today, tomorrow } from './testing/known-world.ts'

let db: FreshDatabase
let open = ''
const objects = memoryStore(new Map([['files/x.csv', BYTES]]))

beforeAll(async () => {
  db = await freshDatabase()
  ;({ open } = await seedKnownWorld(db.pool))
}, 60_000)
afterAll(async () => {
  useApiContext(undefined)
  await db?.drop()
})
beforeEach(() => {
  testContext(db.pool, { objects })
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
