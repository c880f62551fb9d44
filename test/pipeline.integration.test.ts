import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { topicCode } from '../domain/pipeline.ts'
import { reconcile } from '../server/queries/reconciliation.ts'
import { findUnplaced } from '../server/queries/unplaced-events.ts'
import { generateEvents } from '../simulators/traffic/generate.ts'
import { makePopulation } from '../simulators/traffic/population.ts'
import { preloadEvents } from '../simulators/traffic/preload.ts'
import { differences, expectEvents, untilNothing, zuoraDifferences } from './books.ts'
import { type Stack, sendAccounts, startStack } from './stack.ts'

const DAY_MS = 86_400_000
const daysAround = () => ({
  from: new Date(Date.now() - DAY_MS).toISOString(),
  to: new Date(Date.now() + DAY_MS).toISOString(),
})

/** Reads the books again and again until it is called: what they showed as the difference, each value once. */
const watchDifference = ({ pool, hydro }: Stack): (() => Promise<string[]>) => {
  const shown = new Set<string>()
  let isOver = false
  const { from, to } = daysAround()
  const watch = async () => {
    while (!isOver) shown.add((await reconcile(pool, () => hydro, new Date(from), new Date(to))).total.difference)
  }
  const watching = watch()
  return async () => {
    isOver = true
    await watching
    return [...shown]
  }
}

describe('10,000 events at two sites', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack()
  }, 120_000)
  afterAll(async () => {
    await stack?.stop()
  }, 60_000)

  it('balance: every event is in exactly one place, and Zuora holds exactly the booked rows', async () => {
    const accounts = makePopulation()
    const options = { seed: 1, count: 10_000, startMs: Date.now() - 60_000, ratePerSecond: 1_000, accounts }
    await stack.startWorkers()
    await sendAccounts(stack, accounts)
    const shown = watchDifference(stack)
    await preloadEvents(
      stack.sites.map(({ name }) => stack.hydro.kafka(name)),
      generateEvents(options),
    )
    const expected = await expectEvents(stack.pool, generateEvents(options))
    await untilNothing('a difference in the books', () => differences(stack, expected))
    await untilNothing('a difference at Zuora', () => zuoraDifferences(stack))
    expect(await differences(stack, expected)).toEqual([])
    // On the way, too: what is between two steps is in flight, and never a difference.
    expect(await shown()).toEqual(['0'])
  }, 360_000)

  it('a row that is lost is proven to be, and nothing else is (R20)', async () => {
    const usage = { site: 'iad', topic: 'usage.actions', ...daysAround() }
    const read = async () => {
      const found: string[] = []
      for (let partition = 0, partitions = 1; partition < partitions; partition++) {
        const answer = await findUnplaced(stack.pool, stack.hydro, { ...usage, partition, offset: '0' })
        expect(answer.done).toBe(true)
        partitions = answer.partitions
        found.push(...answer.unplaced.map(({ lineItemId, words }) => `${lineItemId} ${words.replace(/.*: /, '')}`))
      }
      return found
    }
    expect(await read()).toEqual([])
    const { rows } = await stack.pool.query<{ id: string }>(
      `delete from placement where (line_item_id, attempt) in (
         select p.line_item_id, p.attempt from placement p join line_item l on l.id = p.line_item_id join site s on s.code = l.origin_site
          where s.name = $1 and l.origin_topic = $2 order by 1 limit 1) returning line_item_id as id`,
      [usage.site, topicCode(usage.topic)],
    )
    expect(await read()).toEqual([`${rows[0]!.id} its row is lost`])
    // One that csv-builder has not come to is on its way, whatever the books say.
    await stack.stopWorkers()
    await stack.pool.query(`update stream_cursor set state = state - 'marks' where processor = 'csv-builder'`)
    expect(await read()).toEqual([])
  }, 60_000)
})
