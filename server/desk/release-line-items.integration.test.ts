/** Releases and repairs: asked for once for each attempt, sent once, and only what is proven to be lost (R11, R20). */
import { describe, expect, it } from 'vitest'
import { POST as release } from '../../app/api/v1/line-items/release/route.ts'
import { testContext } from '../queries/testing/context.ts'
import { at, itemId, seedItem } from '../queries/testing/seed.ts'
import { testDesk } from './testing/desk.ts'

const desk = testDesk()

const claim = (offset: number) => {
  // The item's claim is its own number: fill the log up to it.
  for (let n = 0; n <= offset; n++)
    desk.log.put('billing.line-items', 3, {
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
  await seedItem(desk.pool, { n: 5, decision: 2, reason: 2 })
  await seedItem(desk.pool, { n: 6, decision: 2, reason: 2, attempt: 3, account: 9 })
  await seedItem(desk.pool, { n: 4 })
  const dry = await desk.post(release, 'line-items/release', { select: { reason: 'no_zuora_account' } })
  expect(dry.body).toMatchObject({ selected: 2, acted: 2, dryRun: true })
  const one = await desk.post(release, 'line-items/release', {
    select: { reason: 'no_zuora_account', accountId: '7' },
    dryRun: false,
    why: 'it has one now',
  })
  expect(one.body).toMatchObject({ acted: 1 })
  const byIds = { ids: [itemId(4, at(60)), itemId(5, at(60)), itemId(6, at(60)), itemId(99, at(60))] }
  const rest = await desk.post(release, 'line-items/release', { select: byIds, dryRun: false, why: 'the others' })
  expect(rest.body).toMatchObject({ selected: 4, acted: 1 })
  expect(new Map((rest.body.skipped as { why: string; count: number }[]).map((s) => [s.why, s.count]))).toEqual(
    new Map([
      ['is accepted, and its row is not proven to be lost: it may be on its way', 1],
      ['is asked for already', 1],
      ['is not known', 1],
    ]),
  )
  expect(await desk.send()).toMatchObject({ released: 2 })
  expect(await desk.send()).toMatchObject({ released: 0 })
  const sent = desk.log.read('submission-filter.retry')
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
    for (let n = 0; n < 9; n++) desk.log.put('billing.csv-files', 3, { key: '3', value: Buffer.from(`rows ${n}`) })
    const state = { marks: [{ topic: 1, partition: 3, offset: mark }] }
    await desk.pool.query(
      `insert into stream_cursor (processor, site, topic, partition, next_offset, token, state)
       values ('csv-builder', 'iad', 'billing.submittable', 3, 40, gen_random_uuid(), $1),
              ('csv-bookkeeper', 'iad', 'billing.csv-files', 3, 9, gen_random_uuid(), '{}')`,
      [JSON.stringify(state)],
    )
    desk.log.commit('csv-builder', 'billing.submittable', 3, 40)
  }
  const asked = async () =>
    (
      await desk.pool.query(
        'select line_item_id as id, attempt, state, lost_books_to as books from release_request order by 1',
      )
    ).rows

  it('asks for those that are proven to be lost, once, and sends where the books were', async () => {
    claim(8)
    await passed(6)
    const lost = await seedItem(desk.pool, { n: 5 })
    const released = await seedItem(desk.pool, { n: 6, decision: 2, reason: 2 })
    const onItsWay = await seedItem(desk.pool, { n: 7 })
    const placed = await seedItem(desk.pool, { n: 4 })
    await desk.pool.query(
      'insert into placement (line_item_id, attempt, file_id, row_number) values ($1, 1, 65536, 1)',
      [placed],
    )
    const select = { ids: [placed, lost, released, onItsWay] }
    const notThese = expect.arrayContaining([
      { why: 'is accepted and has its row in a file: it is not lost', count: 1 },
      { why: 'is accepted, and its row is not proven to be lost: it may be on its way', count: 1 },
    ])
    const dry = await desk.post(release, 'line-items/release', { select })
    expect(dry.body).toMatchObject({ selected: 4, acted: 2, skipped: notThese, auditId: null })
    expect(await asked()).toEqual([])
    const alone = { select: { ids: [lost] }, dryRun: false, why: 'lost' }
    expect((await desk.post(release, 'line-items/release', alone)).body).toMatchObject({ acted: 1, skipped: [] })
    expect((await desk.post(release, 'line-items/release', alone)).body).toMatchObject({
      acted: 0,
      skipped: [{ why: 'is asked for already', count: 1 }],
      auditId: null,
    })
    const rest = await desk.post(release, 'line-items/release', { select, dryRun: false, why: 'the rest' })
    expect(rest.body).toMatchObject({ selected: 4, acted: 1 })
    expect((await desk.audits()).map(({ action, reason }) => [action, reason])).toEqual([
      ['repair', 'lost'],
      ['release', 'the rest'],
    ])
    expect(await desk.send()).toMatchObject({ released: 2 })
    expect(await asked()).toEqual([
      { id: lost, attempt: 1, state: 'sent', books: 9 },
      { id: released, attempt: 1, state: 'sent', books: null },
    ])
    expect(
      desk.log
        .read('submission-filter.retry')
        .map(({ value, headers }) => [value.toString(), headers['hydro-release-lost']]),
    ).toEqual([
      ['item 5', '9'],
      ['item 6', undefined],
    ])
  })

  it('asks for none while Kafka does not answer, and says why', async () => {
    await passed(6)
    const lost = await seedItem(desk.pool, { n: 5 })
    const released = await seedItem(desk.pool, { n: 6, decision: 2, reason: 2 })
    testContext(desk.pool)
    const body = { select: { ids: [lost, released] }, dryRun: false, why: 'x' }
    expect((await desk.post(release, 'line-items/release', body)).body).toMatchObject({
      acted: 1,
      skipped: [{ why: 'is accepted, and Kafka does not answer: whether its row is lost cannot be proven', count: 1 }],
    })
    expect((await asked()).map(({ id }) => id)).toEqual([released])
  })

  it('sends nothing for what was not proven to be lost, nor a repair of what is rejected', async () => {
    claim(6)
    await seedItem(desk.pool, { n: 5 })
    await seedItem(desk.pool, { n: 6, decision: 2, reason: 2 })
    await desk.pool.query(
      `insert into release_request (line_item_id, attempt, actor, reason, lost_books_to)
       select id, 1, 'x', 'x', case decision when 2 then 7 end from line_item`,
    )
    expect(await desk.send()).toMatchObject({ released: 0 })
    expect((await asked()).map(({ state }) => state)).toEqual(['obsolete', 'obsolete'])
  })
})

it('sends nothing for an item that was decided again in the meantime', async () => {
  claim(5)
  const id = await seedItem(desk.pool, { n: 5, decision: 2, reason: 2 })
  await desk.post(release, 'line-items/release', { select: { ids: [id] }, dryRun: false, why: 'x' })
  await desk.pool.query('update line_item set attempt = 2 where id = $1', [id])
  expect(await desk.send()).toMatchObject({ released: 0, unreadable: 0 })
  expect((await desk.pool.query('select state from release_request')).rows).toEqual([{ state: 'obsolete' }])
})
