/** The desk's commands through their routes, and the sender behind them: each wish once, with its audit row. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { GET as getGroups } from '../../app/api/v1/dead-letter-groups/route.ts'
import { GET as getLetter } from '../../app/api/v1/dead-letters/[id]/route.ts'
import { POST as discard } from '../../app/api/v1/dead-letters/discard/route.ts'
import { POST as redrive } from '../../app/api/v1/dead-letters/redrive/route.ts'
import { GET as getLetters } from '../../app/api/v1/dead-letters/route.ts'
import { POST as release } from '../../app/api/v1/line-items/release/route.ts'
import { POST as resume } from '../../app/api/v1/processors/resume/route.ts'
import { useApiContext } from '../api/context.ts'
import { call, TESTER, testContext } from '../queries/testing/context.ts'
import { type MemoryLog, memoryLog } from '../queries/testing/memory-hydro.ts'
import { at, itemId, seedAccount, seedItem, seedLetter } from '../queries/testing/seed.ts'
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts'
import { sendWaiting } from './send-waiting.ts'

let db: FreshDatabase
let log: MemoryLog

beforeAll(async () => {
  db = await freshDatabase()
  await seedAccount(db.pool, 7, 'octo-org')
}, 60_000)
afterAll(async () => {
  useApiContext(undefined)
  await db?.drop()
})
beforeEach(async () => {
  await db.pool.query(
    'truncate dead_letter, release_request, line_item, placement, stream_stop, stream_cursor, audit_log',
  )
  log = memoryLog(6)
  testContext(db.pool, { hydro: () => log.hydro })
})

const send = () => sendWaiting({ pool: db.pool, hydro: log.hydro, sender: log.sender })
const audits = async () =>
  (await db.pool.query('select actor, action, subject, reason from audit_log order by id')).rows
const states = async () =>
  (await db.pool.query<{ state: string }>('select state from dead_letter order by id')).rows.map((r) => r.state)
const post = (handler: typeof redrive, path: string, body: unknown, headers = {}) =>
  call(handler, `/api/v1/${path}`, { body, headers })

const deadLetter = async (offset: number, more = {}) => {
  const letterOffset = log.put('usage-relay.dead-letter', 4, {
    key: '7',
    value: Buffer.from(`bytes ${offset}`),
    headers: { traceparent: 'theirs', 'hydro-error-class': 'unknown_sku', 'hydro-attempt': '1' },
  })
  return seedLetter(db.pool, { offset, letterOffset, ...more })
}

describe('redrive', () => {
  it('says what would happen, does it once, and sends the original bytes', async () => {
    const ids = [await deadLetter(11), await deadLetter(12), await deadLetter(13, { state: 'discarded' })]
    const dry = await post(redrive, 'dead-letters/redrive', { select: { ids: [...ids, '999'] } })
    expect(dry.body).toMatchObject({
      dryRun: true,
      selected: 4,
      acted: 2,
      to: [{ topic: 'usage-relay.retry', count: 2 }],
      auditId: null,
    })
    expect(dry.body.skipped).toEqual([
      { why: 'was discarded', count: 1 },
      { why: 'is not known', count: 1 },
    ])
    expect(await states()).toEqual(['open', 'open', 'discarded'])

    const done = await post(redrive, 'dead-letters/redrive', {
      select: { ids },
      dryRun: false,
      why: 'the SKU exists now',
    })
    expect(done.body).toMatchObject({ acted: 2, words: '2 dead letters will be sent to usage-relay.retry again.' })
    const again = await post(redrive, 'dead-letters/redrive', { select: { ids }, dryRun: false, why: 'twice' })
    expect(again.body).toMatchObject({ acted: 0, auditId: null })
    expect(await audits()).toEqual([
      { actor: TESTER.actor.name, action: 'redrive', subject: '2 dead letters', reason: 'the SKU exists now' },
    ])

    expect(await send()).toEqual({ redriven: 2, released: 0, unreadable: 0 })
    expect(await send()).toEqual({ redriven: 0, released: 0, unreadable: 0 })
    expect(await states()).toEqual(['redriven', 'redriven', 'discarded'])
    const [first, ...rest] = log.read('usage-relay.retry')
    expect(rest).toHaveLength(1)
    expect(first).toMatchObject({ partition: 4, key: '7', value: Buffer.from('bytes 11') })
    expect(first?.headers).toEqual({
      traceparent: 'theirs',
      'hydro-attempt': '2',
      'hydro-origin-site': 'iad',
      'hydro-origin-topic': 'usage.actions',
      'hydro-origin-partition': '4',
      'hydro-origin-offset': '11',
      'hydro-origin-timestamp': String(at(62).getTime()),
    })
  })

  it('sends again after a send that failed, and says when the bytes are gone', async () => {
    await deadLetter(11)
    const gone = await seedLetter(db.pool, { offset: 12, letterOffset: 77 })
    await post(redrive, 'dead-letters/redrive', {
      select: { processor: 'usage-relay', fingerprint: 'aaaa' },
      dryRun: false,
      why: 'x',
    })
    log.sender.failNext = true
    await expect(send()).rejects.toThrow('did not answer')
    expect(await states()).toEqual(['redriving', 'redriving'])
    expect(await send()).toEqual({ redriven: 1, released: 0, unreadable: 1 })
    expect(await states()).toEqual(['redriven', 'open'])
    const { rows } = await db.pool.query('select state_reason from dead_letter where id = $1', [gone])
    expect(rows[0].state_reason).toContain('no longer in the dead-letter topic')
  })

  it('means what was read from one partition only, where that is said, and finds just that', async () => {
    const mine = await deadLetter(11, { partition: 5 })
    await deadLetter(12)
    await deadLetter(13, { partition: 5, site: 'sea' })
    const source = 'usage.actions:5@iad'
    const listed = await call(getLetters, `/api/v1/dead-letters?source=${source}`)
    expect((listed.body.items as { id: string }[]).map(({ id }) => id)).toEqual([mine])
    const groups = await call(getGroups, `/api/v1/dead-letter-groups?source=${source}`)
    expect(groups.body.items).toMatchObject([{ open: 1, sites: ['iad'] }])
    expect((await call(getLetters, '/api/v1/dead-letters?source=usage.actions')).status).toBe(400)

    const select = { processor: 'usage-relay', source }
    expect((await post(redrive, 'dead-letters/redrive', { select })).body).toMatchObject({ selected: 1, acted: 1 })
    await post(redrive, 'dead-letters/redrive', { select, dryRun: false, why: 'this partition alone' })
    expect(await states()).toEqual(['redriving', 'open', 'open'])
  })

  it('leaves one alone whose letter is not acknowledged yet', async () => {
    await seedLetter(db.pool, { offset: 1, letterOffset: null })
    await post(redrive, 'dead-letters/redrive', { select: { processor: 'usage-relay' }, dryRun: false, why: 'x' })
    expect(await send()).toMatchObject({ redriven: 0 })
    expect(await states()).toEqual(['redriving'])
  })
})

describe('discard', () => {
  it('discards what is open, with its reason', async () => {
    await deadLetter(11)
    await deadLetter(12, { state: 'redriving' })
    const done = await post(discard, 'dead-letters/discard', {
      select: { processor: 'usage-relay' },
      dryRun: false,
      why: 'a test event',
    })
    expect(done.body).toMatchObject({
      selected: 2,
      acted: 1,
      skipped: [{ why: 'is being redriven already', count: 1 }],
    })
    expect(await states()).toEqual(['discarded', 'redriving'])
    expect((await audits())[0]).toMatchObject({ action: 'discard', reason: 'a test event' })
  })
})

describe('one dead letter', () => {
  it('shows its bytes and why they do not decode', async () => {
    const id = await deadLetter(11)
    const { body } = await call(getLetter, `/api/v1/dead-letters/${id}`, { params: { id } })
    expect(body.payload).toMatchObject({
      key: '7',
      bytes: 8,
      base64: Buffer.from('bytes 11').toString('base64'),
      truncated: false,
      decoded: null,
    })
    expect((body.payload as { decodeError: string }).decodeError).toBeTruthy()
  })
})

describe('release', () => {
  const claim = (offset: number) => {
    // The item's claim is its own number: fill the log up to it.
    for (let n = 0; n <= offset; n++)
      log.put('billing.line-items', 3, {
        key: '7',
        value: Buffer.from(`item ${n}`),
        timestampMs: 5,
        headers: {
          'hydro-origin-site': 'sea',
          'hydro-origin-topic': 'usage.actions',
          'hydro-origin-partition': '2',
          'hydro-origin-offset': String(n),
          'hydro-origin-timestamp': '1700000000000',
        },
      })
  }

  it('asks once for each attempt and sends the claim with the attempt it undoes', async () => {
    claim(6)
    await seedItem(db.pool, { n: 5, decision: 2, reason: 2 })
    await seedItem(db.pool, { n: 6, decision: 2, reason: 2, attempt: 3, account: 9 })
    await seedItem(db.pool, { n: 4 })
    const dry = await post(release, 'line-items/release', { select: { reason: 'no_zuora_account' } })
    expect(dry.body).toMatchObject({ selected: 2, acted: 2, dryRun: true })
    const one = await post(release, 'line-items/release', {
      select: { reason: 'no_zuora_account', accountId: '7' },
      dryRun: false,
      why: 'it has one now',
    })
    expect(one.body).toMatchObject({ acted: 1 })
    const byIds = { ids: [itemId(4, at(60)), itemId(5, at(60)), itemId(6, at(60)), itemId(99, at(60))] }
    const rest = await post(release, 'line-items/release', { select: byIds, dryRun: false, why: 'the others' })
    expect(rest.body).toMatchObject({ selected: 4, acted: 1 })
    expect(new Map((rest.body.skipped as { why: string; count: number }[]).map((s) => [s.why, s.count]))).toEqual(
      new Map([
        ['is accepted, and its row is not proven to be lost: it may be on its way', 1],
        ['is asked for already', 1],
        ['is not known', 1],
      ]),
    )
    expect(await send()).toMatchObject({ released: 2 })
    expect(await send()).toMatchObject({ released: 0 })
    const sent = log.read('submission-filter.retry')
    expect(
      sent.map((m) => [
        m.partition,
        m.value.toString(),
        m.headers['hydro-release-attempt'],
        m.headers['hydro-origin-site'],
      ]),
    ).toEqual(
      expect.arrayContaining([
        [3, 'item 5', '1', 'sea'],
        [3, 'item 6', '3', 'sea'],
      ]),
    )
  })

  describe('of what is accepted (R20)', () => {
    /** csv-builder's mark is beyond the claims up to `mark`, and the books have read all that it announced. */
    const passed = async (mark: number) => {
      for (let n = 0; n < 9; n++) log.put('billing.csv-files', 3, { key: '3', value: Buffer.from(`rows ${n}`) })
      const state = { marks: [{ topic: 1, partition: 3, offset: mark }] }
      await db.pool.query(
        `insert into stream_cursor (processor, site, topic, partition, next_offset, token, state)
         values ('csv-builder', 'iad', 'billing.submittable', 3, 40, gen_random_uuid(), $1),
                ('csv-bookkeeper', 'iad', 'billing.csv-files', 3, 9, gen_random_uuid(), '{}')`,
        [JSON.stringify(state)],
      )
      log.commit('csv-builder', 'billing.submittable', 3, 40)
    }
    const asked = async () =>
      (
        await db.pool.query(
          'select line_item_id as id, attempt, state, lost_books_to as books from release_request order by 1',
        )
      ).rows

    it('asks for those that are proven to be lost, once, and sends where the books were', async () => {
      claim(8)
      await passed(6)
      const lost = await seedItem(db.pool, { n: 5 })
      const released = await seedItem(db.pool, { n: 6, decision: 2, reason: 2 })
      const onItsWay = await seedItem(db.pool, { n: 7 })
      const placed = await seedItem(db.pool, { n: 4 })
      await db.pool.query(
        'insert into placement (line_item_id, attempt, file_id, row_number) values ($1, 1, 65536, 1)',
        [placed],
      )
      const select = { ids: [placed, lost, released, onItsWay] }
      const notThese = expect.arrayContaining([
        { why: 'is accepted and has its row in a file: it is not lost', count: 1 },
        { why: 'is accepted, and its row is not proven to be lost: it may be on its way', count: 1 },
      ])
      const dry = await post(release, 'line-items/release', { select })
      expect(dry.body).toMatchObject({ selected: 4, acted: 2, skipped: notThese, auditId: null })
      expect(await asked()).toEqual([])
      const alone = { select: { ids: [lost] }, dryRun: false, why: 'lost' }
      expect((await post(release, 'line-items/release', alone)).body).toMatchObject({ acted: 1, skipped: [] })
      expect((await post(release, 'line-items/release', alone)).body).toMatchObject({
        acted: 0,
        skipped: [{ why: 'is asked for already', count: 1 }],
        auditId: null,
      })
      const rest = await post(release, 'line-items/release', { select, dryRun: false, why: 'the rest' })
      expect(rest.body).toMatchObject({ selected: 4, acted: 1 })
      expect((await audits()).map(({ action, reason }) => [action, reason])).toEqual([
        ['repair', 'lost'],
        ['release', 'the rest'],
      ])
      expect(await send()).toMatchObject({ released: 2 })
      expect(await asked()).toEqual([
        { id: lost, attempt: 1, state: 'sent', books: 9 },
        { id: released, attempt: 1, state: 'sent', books: null },
      ])
      expect(
        log
          .read('submission-filter.retry')
          .map(({ value, headers }) => [value.toString(), headers['hydro-release-lost']]),
      ).toEqual([
        ['item 5', '9'],
        ['item 6', undefined],
      ])
    })

    it('asks for none while Kafka does not answer, and says why', async () => {
      await passed(6)
      const lost = await seedItem(db.pool, { n: 5 })
      const released = await seedItem(db.pool, { n: 6, decision: 2, reason: 2 })
      testContext(db.pool)
      const body = { select: { ids: [lost, released] }, dryRun: false, why: 'x' }
      expect((await post(release, 'line-items/release', body)).body).toMatchObject({
        acted: 1,
        skipped: [
          { why: 'is accepted, and Kafka does not answer: whether its row is lost cannot be proven', count: 1 },
        ],
      })
      expect((await asked()).map(({ id }) => id)).toEqual([released])
    })

    it('sends nothing for what was not proven to be lost, nor a repair of what is rejected', async () => {
      claim(6)
      await seedItem(db.pool, { n: 5 })
      await seedItem(db.pool, { n: 6, decision: 2, reason: 2 })
      await db.pool.query(
        `insert into release_request (line_item_id, attempt, actor, reason, lost_books_to)
         select id, 1, 'x', 'x', case decision when 2 then 7 end from line_item`,
      )
      expect(await send()).toMatchObject({ released: 0 })
      expect((await asked()).map(({ state }) => state)).toEqual(['obsolete', 'obsolete'])
    })
  })

  it('sends nothing for an item that was decided again in the meantime', async () => {
    claim(5)
    const id = await seedItem(db.pool, { n: 5, decision: 2, reason: 2 })
    await post(release, 'line-items/release', { select: { ids: [id] }, dryRun: false, why: 'x' })
    await db.pool.query('update line_item set attempt = 2 where id = $1', [id])
    expect(await send()).toMatchObject({ released: 0, unreadable: 0 })
    expect((await db.pool.query('select state from release_request')).rows).toEqual([{ state: 'obsolete' }])
  })
})

describe('resume', () => {
  const stop = (kind: string, partition: number) =>
    db.pool.query(
      `with c as (insert into stream_cursor (processor, site, topic, partition, next_offset, token) values ('submission-filter', 'iad', 'billing.line-items', $2, 5, gen_random_uuid()))
       insert into stream_stop (processor, site, topic, partition, kind, record_offset, what_happened, what_it_means, what_to_do)
       values ('submission-filter', 'iad', 'billing.line-items', $2, $1, 5, 'It stopped.', 'Nothing is lost.', 'Look.')`,
      [kind, partition],
    )

  it('lets go on what may, and refuses what would lose something', async () => {
    await stop('dead_letter_storm', 0)
    await stop('lost_range', 1)
    await stop('database_behind_log', 2)
    const command = { processor: 'submission-filter', allowDeadLetters: 500 }
    const dry = await post(resume, 'processors/resume', command)
    expect(
      (dry.body.partitions as { resumed: boolean; why: string }[]).map((p) => [p.resumed, p.why.slice(0, 8)]),
    ).toEqual([
      [false, 'would go'],
      [false, 'records '],
      [false, 'the data'],
    ])
    await post(resume, 'processors/resume', { ...command, dryRun: false, why: 'the SKU table is mended' })
    expect((await db.pool.query('select partition from stream_stop order by 1')).rows).toEqual([
      { partition: 1 },
      { partition: 2 },
    ])
    const cursors = async () =>
      (await db.pool.query('select partition, accept_start, dead_letter_allowance from stream_cursor order by 1')).rows
    expect(await cursors()).toEqual([
      { partition: 0, accept_start: false, dead_letter_allowance: 500 },
      { partition: 1, accept_start: false, dead_letter_allowance: 0 },
      { partition: 2, accept_start: false, dead_letter_allowance: 0 },
    ])
    await post(resume, 'processors/resume', {
      ...command,
      newEpoch: true,
      dryRun: false,
      why: 'the loss is understood',
    })
    expect((await db.pool.query('select partition from stream_stop')).rows).toEqual([{ partition: 2 }])
    expect((await cursors())[1]).toEqual({ partition: 1, accept_start: true, dead_letter_allowance: 0 })
    expect((await audits()).map((a) => a.action)).toEqual(['resume', 'resume with a new epoch'])
  })
})

describe('commands are guarded', () => {
  const body = { select: { processor: 'usage-relay' }, dryRun: false, why: 'x' }
  it('refuses foreign pages, forms, unknown hosts, and acting without a reason', async () => {
    await deadLetter(11)
    const code = async (given: unknown, headers: Record<string, string>) =>
      (await post(discard, 'dead-letters/discard', given, headers)).body.code
    expect(await code(body, { origin: 'https://evil.example' })).toBe('wrong_origin')
    expect(await code(body, { 'sec-fetch-site': 'cross-site' })).toBe('wrong_origin')
    expect(await code(body, { host: 'evil.example:3000', origin: 'http://evil.example:3000' })).toBe('wrong_origin')
    expect(await code(body, { 'content-type': 'application/x-www-form-urlencoded' })).toBe('wrong_content_type')
    expect(await code('{', {})).toBe('invalid_request')
    expect(await code({ ...body, why: ' ' }, {})).toBe('invalid_request')
    expect(await code({ ...body, select: {} }, {})).toBe('invalid_request')
    expect(await code({ ...body, select: { ids: ['9'.repeat(19)] } }, {})).toBe('invalid_request')
    expect(await states()).toEqual(['open'])
    expect(await code(body, { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-origin' })).toBeUndefined()
    expect(await states()).toEqual(['discarded'])
  })
})
