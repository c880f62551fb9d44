/**
 * R20 on the whole pipeline: csv-builder's marks pass over a record that it never wrote, as a defect of ours would have it.
 * The loss is proven, repaired through the desk, and billed once; what is not lost is left alone; and a fresh database
 * (R21) comes to the same.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Claim } from '../domain/line-item.ts'
import { releaseLineItems } from '../server/desk/release-line-items.ts'
import { reconcile } from '../server/queries/reconciliation.ts'
import { until } from '../server/testing/index.ts'
import { generateEvents } from '../simulators/traffic/generate.ts'
import { makePopulation } from '../simulators/traffic/population.ts'
import { preloadEvents } from '../simulators/traffic/preload.ts'
import { differences, expectEvents, untilNothing, zuoraDifferences } from './books.ts'
import { type Stack, sendAccounts, startStack } from './stack.ts'

const DAY_MS = 86_400_000
const DEADLINE_MS = 60_000
const BEFORE_BUILDER = ['account-directory', 'usage-relay', 'submission-filter']

type Waiting = { id: string; partition: number; at: number }
type Item = { attempt: number; decision: number; places: number; history: number }

describe('a row that is lost', () => {
  let stack: Stack
  const accounts = makePopulation()
  const startMs = Date.now() - 60_000
  const eventsOf = (seed: number) => generateEvents({ seed, count: 2_000, startMs, ratePerSecond: 1_000, accounts })
  const all = function* () {
    yield* eventsOf(21)
    yield* eventsOf(22)
  }
  beforeAll(async () => {
    stack = await startStack()
  }, 120_000)
  afterAll(() => stack?.stop(), 60_000)

  const send = (seed: number) =>
    preloadEvents(
      stack.sites.map(({ name }) => stack.hydro.kafka(name)),
      eventsOf(seed),
    )
  const one = async <T>(sql: string, values: unknown[] = []): Promise<T> =>
    (await stack.pool.query(sql, values)).rows[0] as T
  const books = async () => {
    const [from, to] = [new Date(Date.now() - DAY_MS), new Date(Date.now() + DAY_MS)]
    return reconcile(stack.pool, () => stack.hydro, from, to)
  }
  const untilDifference = async (events: string) => {
    let seen: unknown
    const isSo = async () => {
      const { total, logHolds } = await books()
      seen = { total, logHolds }
      return total.difference === events
    }
    await until(isSo, { deadlineMs: DEADLINE_MS, what: `a difference of ${events}`, seen: () => seen })
  }
  const release = (ids: string[], why?: string) =>
    releaseLineItems(stack.pool, () => stack.hydro, 'a person', {
      select: { ids },
      dryRun: why === undefined,
      why: why ?? '',
    })
  const item = (id: string) =>
    one<Item>(
      `select attempt, decision, (select count(*)::int from placement where line_item_id = l.id) as places,
              (select count(*)::int from line_item_history h where h.id = l.id) as history
         from line_item l where id = $1`,
      [id],
    )
  /** What waits behind csv-builder. */
  const settled = (where: string) => async () => (await one<{ n: number }>(where)).n === 0

  /** Of the rows that csv-builder has not read yet: the first of a partition that has more of them. */
  const firstWaiting = () =>
    one<Waiting>(
      `select id, partition, at from (
         select l.id, l.decided_by_partition as partition, l.decided_by_offset::float8 as at,
                row_number() over by_partition as nth, count(*) over (partition by l.decided_by_partition) as rows
           from line_item l left join placement p on p.line_item_id = l.id
          where l.decision = 1 and p.line_item_id is null
            and l.decided_by_topic = (select min(decided_by_topic) from line_item)
         window by_partition as (partition by l.decided_by_partition order by l.decided_by_offset)) waiting
        where nth = 1 and rows > 1 limit 1`,
    )

  /** csv-builder comes to it, and takes it for one that it has seen. */
  const passOver = async (lost: Waiting): Promise<void> => {
    const { state } = await one<{ state: { marks: Claim[]; fromMarks: Claim[]; openFile: number | null } }>(
      `select state from stream_cursor where processor = 'csv-builder' and partition = $1`,
      [lost.partition],
    )
    expect(state.openFile).toBeNull()
    const marks = state.marks.map((mark) => (mark.topic === 1 ? { ...mark, offset: lost.at } : mark))
    await stack.pool.query(`update stream_cursor set state = $2 where processor = 'csv-builder' and partition = $1`, [
      lost.partition,
      JSON.stringify({ ...state, marks, fromMarks: marks }),
    ])
  }

  let lost = ''
  it('is proven, repaired once, and billed once', async () => {
    await stack.startWorkers()
    await sendAccounts(stack, accounts)
    await send(21)
    const first = await expectEvents(stack.pool, eventsOf(21))
    await untilNothing('a difference in the books', () => differences(stack, first))
    await until(settled(`select count(*)::int as n from csv_file where state <> 'imported'`), {
      deadlineMs: DEADLINE_MS,
      what: 'every file imported',
    })
    await stack.stopWorkers()
    await stack.startWorkers(BEFORE_BUILDER)
    await send(22)
    await stack.pool.query('drop table expected_item')
    const expected = await expectEvents(stack.pool, all())
    await until(
      settled(
        `select count(*)::int as n from expected_item e where not exists (select from line_item l where l.id = e.id)`,
      ),
      {
        deadlineMs: DEADLINE_MS,
        what: 'every event decided',
      },
    )
    await stack.stopWorkers()
    const waiting = await firstWaiting()
    lost = waiting.id
    expect(await release([lost])).toMatchObject({
      acted: 0,
      skipped: [{ why: 'is accepted, and its row is not proven to be lost: it may be on its way', count: 1 }],
    })
    await passOver(waiting)

    await stack.startWorkers()
    const toBook = `select count(*)::int as n from line_item l where decision = 1 and id <> '${lost}'
                       and not exists (select from placement p where p.line_item_id = l.id)`
    await until(settled(toBook), { deadlineMs: DEADLINE_MS, what: 'every other row booked' })
    await untilDifference('1')
    const { id: placed } = await one<{ id: string }>('select line_item_id as id from placement limit 1')
    const notLost = { why: 'is accepted and has its row in a file: it is not lost', count: 1 }
    expect(await release([placed, lost])).toMatchObject({ selected: 2, acted: 1, skipped: [notLost], auditId: null })
    expect(await release([placed, lost], 'the builder lost it')).toMatchObject({
      selected: 2,
      acted: 1,
      skipped: [notLost],
      to: [{ topic: 'submission-filter.retry', count: 1 }],
      auditId: expect.any(String),
    })
    expect(await one('select action, subject, reason from audit_log')).toEqual({
      action: 'repair',
      subject: '1 line item',
      reason: 'the builder lost it',
    })
    await untilNothing('a difference in the books', () => differences(stack, expected))
    expect(await item(lost)).toEqual({ attempt: 2, decision: 1, places: 1, history: 1 })
    await untilDifference('0')
    expect(await release([lost], 'once more')).toMatchObject({ acted: 0, skipped: [notLost] })
    await untilNothing('a difference at Zuora', () => zuoraDifferences(stack))
    expect(await differences(stack, expected)).toEqual([])
  }, 300_000)

  it('is not repaired again by its own request, nor is what has a row by one that says it is lost', async () => {
    const before = await one<{ offset: number }>(
      `select coalesce(sum(next_offset), 0)::float8 as offset from stream_cursor where topic = 'submission-filter.retry'`,
    )
    const { id: placed } = await one<{ id: string }>(
      'select line_item_id as id from placement where attempt = 1 limit 1',
    )
    const wrong = `insert into release_request (line_item_id, attempt, actor, reason, lost_books_to) values ($1, $2, 'a person', 'wrong', 0)`
    await stack.pool.query(`update release_request set state = 'waiting' where line_item_id = $1`, [lost])
    await stack.pool.query(wrong, [lost, 2])
    await stack.pool.query(wrong, [placed, 1])
    const sent = `select count(*)::int as n from release_request where state = 'waiting'`
    await until(settled(sent), { deadlineMs: DEADLINE_MS, what: 'every request sent' })
    expect(
      (await stack.pool.query(`select state from release_request where attempt = 1 and line_item_id = $1`, [lost]))
        .rows,
    ).toEqual([{ state: 'obsolete' }])
    await until(
      async () =>
        (
          await one<{ offset: number }>(
            `select sum(next_offset)::float8 as offset from stream_cursor where topic = 'submission-filter.retry'`,
          )
        ).offset >=
        before.offset + 2,
      { deadlineMs: DEADLINE_MS, what: 'both read by the filter' },
    )
    expect(await item(lost)).toEqual({ attempt: 2, decision: 1, places: 1, history: 1 })
    expect(await item(placed)).toEqual({ attempt: 1, decision: 1, places: 1, history: 0 })
    await untilDifference('0')
  }, 120_000)

  it('stays repaired in a fresh database, where nothing is sent again (R21)', async () => {
    const files = async () => (await stack.pool.query('select name, rows, digest from csv_file order by id')).rows
    const before = await files()
    await stack.stopWorkers()
    await stack.replaceDatabase()
    await stack.startWorkers()
    const expected = await expectEvents(stack.pool, all())
    await untilNothing('a difference in the books', () => differences(stack, expected))
    expect(await item(lost)).toEqual({ attempt: 2, decision: 1, places: 1, history: 1 })
    await untilDifference('0')
    expect(await files()).toEqual(before)
    expect((await stack.pool.query('select distinct state from csv_file')).rows).toEqual([{ state: 'unknown' }])
  }, 240_000)
})
