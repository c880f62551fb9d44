/** Lists behind the figures of the dashboard, places in the log and looks at messages, through the route handlers. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { GET as getExport } from '../../app/api/v1/accounts/[id]/export/route.ts'
import { GET as getAccountItems } from '../../app/api/v1/accounts/[id]/line-items/route.ts'
import { GET as getUsage } from '../../app/api/v1/accounts/[id]/usage/route.ts'
import { GET as getDuplicates } from '../../app/api/v1/duplicates/route.ts'
import { GET as getPlace } from '../../app/api/v1/place/route.ts'
import { GET as getReconciliation } from '../../app/api/v1/reconciliation/route.ts'
import { GET as getUnplaced } from '../../app/api/v1/reconciliation/unplaced/route.ts'
import { GET as getRejectedItems } from '../../app/api/v1/rejections/line-items/route.ts'
import { GET as getRejections } from '../../app/api/v1/rejections/route.ts'
import { GET as getThroughput } from '../../app/api/v1/throughput/route.ts'
import { GET as getMessages } from '../../app/api/v1/topics/[topic]/messages/route.ts'
import { endpoints } from '../../domain/api/endpoints.ts'
import { topicCode } from '../../domain/pipeline.ts'
import type { UsageEvent } from '../../domain/usage.ts'
import { useApiContext } from '../api/context.ts'
import { encodeUsage } from '../proto/codec.ts'
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts'
import { answers, call, testContext } from './testing/context.ts'
import { seedKnownWorld, today, tomorrow } from './testing/known-world.ts'
import { type MemoryLog, memoryLog } from './testing/memory-hydro.ts'
import { at, eventId, itemId, seedAccount, seedItem } from './testing/seed.ts'

let db: FreshDatabase
let log: MemoryLog

beforeAll(async () => {
  db = await freshDatabase()
  await seedKnownWorld(db.pool)
  await seedAccount(db.pool, 11, '=HYPERLINK("http://evil")')
  await seedItem(db.pool, { n: 90, account: 11 })
  await db.pool.query('insert into line_item_duplicate values ($1, 2, $2, 4, 77)', [
    itemId(1, at(60)),
    topicCode('usage.actions'),
  ])
}, 60_000)
afterAll(async () => {
  useApiContext(undefined)
  await db?.drop()
})
beforeEach(async () => {
  log = memoryLog(2)
  testContext(db.pool, { hydro: () => log.hydro })
  await db.pool.query('truncate audit_log')
})

const usage = (n: number, startedAtMs = at(60).getTime()): UsageEvent => ({
  topic: 'usage.actions',
  eventId: eventId(n),
  accountId: 7,
  repositoryId: 1,
  repositoryName: 'octo/web',
  repositoryVisibility: 2,
  actorLogin: 'octo',
  workflowPath: '',
  jobId: '1',
  runner: 1,
  sku: 'actions_linux',
  startedAtMs,
  endedAtMs: startedAtMs + 60_000,
})
const put = (partition: number, value: Buffer, topic = 'usage.actions', headers: Record<string, string> = {}) =>
  log.put(topic, partition, { key: '7', value, headers, timestampMs: at(61).getTime() })
const day = `from=${today}&to=${tomorrow}`

describe('lists of line items', () => {
  it('has every line item of an account with its state and file, newest first, page by page', async () => {
    const page = async (query: string) =>
      answers(
        endpoints.accountLineItems.answer,
        (await call(getAccountItems, `/api/v1/accounts/7/line-items?${day}&${query}`, { params: { id: '7' } })).body,
      )
    const firstPage = await page('limit=3')
    expect(firstPage.items).toHaveLength(3)
    const all = [...firstPage.items, ...(await page(`limit=10&cursor=${firstPage.nextCursor}`)).items]
    expect(all.map(({ id }) => id)).toEqual(
      all
        .map(({ id }) => id)
        .toSorted()
        .toReversed(),
    )
    const states = new Map(
      all.map(({ eventId: event, state, file, rowNumber, reason }) => [event, [state, file?.name, rowNumber, reason]]),
    )
    expect(states.get(eventId(1))).toEqual(['imported', 'usage-k3f9a2-p1-00000001.csv', 1, null])
    expect(states.get(eventId(5))).toEqual(['rejected', undefined, null, 'no_zuora_account'])
    expect(states.get(eventId(7))).toEqual(['accepted', undefined, null, null])
    expect((await page('sku=actions_windows')).items.map((i) => i.eventId)).toEqual([eventId(2)])
    expect((await page('decision=rejected&reason=no_zuora_account')).items.map((i) => i.eventId)).toEqual([eventId(5)])
  })

  it('counts rejections by reason and lists them, by place too', async () => {
    const counted = answers(endpoints.rejections.answer, (await call(getRejections, `/api/v1/rejections?${day}`)).body)
    expect(counted.items.map(({ reason, lineItems, accounts }) => [reason, lineItems, accounts]).toSorted()).toEqual([
      ['no_zuora_account', 1, 1],
      ['public_repository', 1, 1],
    ])
    expect(counted.items[0]?.firstAt).toBe(at(60).toISOString())
    const list = async (query: string) =>
      answers(
        endpoints.rejectedLineItems.answer,
        (await call(getRejectedItems, `/api/v1/rejections/line-items?${day}&${query}`)).body,
      ).items
    expect((await list('')).length).toBe(2)
    expect((await list('reason=public_repository')).map(({ login }) => login)).toEqual(['zeta'])
    expect(await list('site=sea')).toEqual([])
    expect(await list('topic=no.such')).toEqual([])
    expect((await list('site=iad&topic=usage.actions&product=actions')).length).toBe(2)
  })

  it('lists what was delivered again, and where the one comes from that counts', async () => {
    const { items } = answers(
      endpoints.duplicates.answer,
      (await call(getDuplicates, `/api/v1/duplicates?${day}`)).body,
    )
    expect(items).toMatchObject([
      {
        login: 'Octo-Org',
        startedAt: at(60).toISOString(),
        origin: { site: 'sea', topic: 'usage.actions', partition: 4, offset: '77' },
        firstOrigin: { site: 'iad', offset: '1' },
      },
    ])
  })

  it('says how many events of a customer wait for a repair', async () => {
    const answer = await call(getUsage, `/api/v1/accounts/7/usage?${day}&by=sku`, { params: { id: '7' } })
    expect(answers(endpoints.accountUsage.answer, answer.body).waiting).toBe(1)
  })

  it('exports for spreadsheets, and nothing in it runs as a formula', async () => {
    for (const what of ['usage', 'line-items']) {
      const { response, status } = await call(getExport, `/api/v1/accounts/11/export?${day}&what=${what}`, {
        params: { id: '11' },
      })
      expect(status).toBe(200)
      expect(response.headers.get('content-disposition')).toMatch(
        new RegExp(`^attachment; filename="${what}-[\\w-]+\\.csv"$`),
      )
      const text = await response.text()
      expect(text).toContain(`"'=HYPERLINK(""http://evil"")"`)
      expect(text.trim().split('\r\n')).toHaveLength(2)
    }
  })
})

describe('the books', () => {
  it('are the same sums by day and by place', async () => {
    const from = new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10)
    const answer = answers(
      endpoints.reconciliation.answer,
      (await call(getReconciliation, `/api/v1/reconciliation?from=${from}&to=${tomorrow}`)).body,
    )
    expect(answer.days.map((d) => d.day)).toEqual([today])
    for (const term of ['eventsIn', 'submitted', 'rejected', 'deadLetters'] as const) {
      expect(answer.days[0]?.[term]).toBe(answer.total[term])
      expect(answer.items.reduce((sum, item) => sum + Number(item[term]), 0)).toBe(Number(answer.total[term]))
    }
  })

  it('lead from a difference to the exact offsets', async () => {
    put(0, encodeUsage('usage.actions', usage(1))) // 0: decided
    put(0, encodeUsage('usage.actions', usage(400))) // 1: lost
    put(0, encodeUsage('usage.actions', usage(401, at(60).getTime() - 40 * 86_400_000))) // 2: of another month
    put(0, Buffer.from('no message')) // 3: undecodable, and no dead letter
    put(0, encodeUsage('usage.actions', usage(402))) // 4: the relay has not passed it
    await db.pool.query(
      `insert into stream_cursor (processor, site, topic, partition, next_offset, token) values ('usage-relay', 'iad', 'usage.actions', 0, 4, gen_random_uuid())`,
    )
    const ask = async (query: string) =>
      answers(
        endpoints.unplacedEvents.answer,
        (await call(getUnplaced, `/api/v1/reconciliation/unplaced?site=iad&topic=usage.actions&${day}&${query}`)).body,
      )
    const found = await ask('partition=0&offset=0')
    expect(found).toMatchObject({ read: 4, inRange: 3, done: true, endOffset: '4', partitions: 2 })
    expect(found.unplaced.map(({ offset, eventId: event }) => [offset, event])).toEqual([
      ['1', eventId(400)],
      ['3', null],
    ])
    // A dead letter is a place.
    await db.pool.query(
      `insert into dead_letter (processor, source_site, source_topic, source_partition, source_offset, source_timestamp, origin_site, origin_topic,
         origin_partition, origin_offset, origin_timestamp, error_class, error_message, fingerprint)
       values ('usage-relay', 'iad', 'usage.actions', 0, 3, now(), 'iad', 'usage.actions', 0, 3, now(), 'undecodable', '', 'x')`,
    )
    expect((await ask('partition=0&offset=0')).unplaced.map(({ offset }) => offset)).toEqual(['1'])
  })

  it('go from a spike to its partition', async () => {
    const answer = answers(
      endpoints.throughput.answer,
      (await call(getThroughput, `/api/v1/throughput?by=partition&processor=usage-relay&${day}`)).body,
    )
    expect(answer.series.map(({ key }) => key)).toEqual(['usage-relay.retry:0', 'usage.actions:0', 'usage.storage:0'])
    // A month is read from the days, and says the same.
    const from = new Date(at(0).getTime() - 29 * 86_400_000).toISOString()
    const month = answers(
      endpoints.throughput.answer,
      (await call(getThroughput, `/api/v1/throughput?by=partition&processor=usage-relay&from=${from}&to=${tomorrow}`))
        .body,
    )
    const sums = ({ series }: typeof answer) =>
      series.map(({ key, points }) => [key, points.reduce((sum, { records }) => sum + records, 0)])
    expect(month.stepSeconds).toBe(86_400)
    expect(sums(month)).toEqual(sums(answer))
  })
})

describe('places in the log', () => {
  const ask = async (query: string) =>
    answers(endpoints.place.answer, (await call(getPlace, `/api/v1/place?${query}`)).body).items

  it('are found at every site that has one, with what came of them', async () => {
    put(0, encodeUsage('usage.actions', usage(1)))
    const hits = await ask('topic=usage.actions&partition=0&offset=0')
    expect(hits.map(({ site, lineItemId }) => [site, lineItemId])).toEqual([
      ['iad', itemId(1, at(60))],
      ['sea', itemId(1, at(60))],
    ])
    expect((await ask('topic=usage.actions&partition=4&offset=12&site=sea'))[0]?.deadLetter).toMatchObject({
      processor: 'usage-relay',
      state: 'open',
    })
    expect((await ask('topic=billing.submittable&partition=1&offset=101'))[0]?.fileId).toBeTruthy()
    expect(await ask('topic=usage.actions&partition=0&offset=99')).toEqual([])
    expect((await call(getPlace, '/api/v1/place?topic=no.such&partition=0&offset=0')).status).toBe(404)
  })
})

describe('a look at messages', () => {
  const look = (query: string, topic = 'usage.actions') =>
    call(getMessages, `/api/v1/topics/${topic}/messages?site=iad&${query}`, { params: { topic } })
  const read = async (query: string) => answers(endpoints.topicMessages.answer, (await look(query)).body)
  const looks = async () =>
    (await db.pool.query(`select subject from audit_log where action = 'look at messages'`)).rows

  it('shows the newest, those from an offset, of a key, and what came since, each decoded and bounded', async () => {
    for (let n = 1; n <= 5; n++) put(n % 2, encodeUsage('usage.actions', usage(n)))
    log.put('usage.actions', 0, { key: '8', value: Buffer.from('\u0000<script>'), timestampMs: at(62).getTime() })
    const newest = await read('limit=3')
    expect(newest.items).toHaveLength(3)
    expect(newest.items.at(-1)).toMatchObject({ partition: 0, offset: '2', key: '8', decoded: null })
    expect(newest.items.at(-1)?.decodeError).toContain('ActionsUsage')
    expect((await read('partition=1&offset=1')).items.map(({ offset }) => offset)).toEqual(['1', '2'])
    expect((await read('key=8')).items.map(({ offset }) => offset)).toEqual(['2'])
    expect((await read(`after=${newest.next}`)).items).toEqual([])
    put(1, encodeUsage('usage.actions', usage(6)))
    const since = await read(`after=${newest.next}`)
    expect(since.items[0]?.decoded).toMatchObject({ event_id: eventId(6), repository_name: 'octo/web' })
    expect((await read(`after=${since.next}`)).items).toEqual([])
    // Pages of a look that was cut go on where it was cut.
    const firstPage = await read('partition=1&offset=0&limit=2')
    expect((await read(`partition=1&after=${firstPage.next}`)).items.map(({ offset }) => offset)).toEqual(['2', '3'])
  })

  it('is in the audit log before it is answered; a live tail is one look', async () => {
    put(0, encodeUsage('usage.actions', usage(1)))
    const { next } = await read('partition=0')
    await read(`partition=0&after=${next}`)
    await read(`partition=0&after=${next}`)
    expect(await looks()).toEqual([{ subject: 'usage.actions:0@iad' }])
    // What goes on of a look that nobody recorded is a look.
    await read(`partition=1&key=never-asked&after=1:0`)
    expect(await looks()).toHaveLength(2)
  })

  it('refuses what is no place, in words', async () => {
    expect((await look('', 'no.such')).status).toBe(404)
    expect((await look('offset=1')).body.detail).toContain('An offset counts within one partition')
    expect((await look('partition=9')).status).toBe(404)
    expect((await look('after=nonsense')).status).toBe(400)
  })
})
