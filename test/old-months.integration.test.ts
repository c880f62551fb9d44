/** An installation that is older than the horizon of today (R14) is rebuilt from its log into a fresh database (R21). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makePartitions, monthStart, PARTITIONED_TABLES } from '../server/postgres/make-partitions.ts'
import type { Pool } from '../server/postgres/pool.ts'
import { generateEvents } from '../simulators/traffic/generate.ts'
import { makePopulation } from '../simulators/traffic/population.ts'
import { preloadEvents } from '../simulators/traffic/preload.ts'
import { differences, expectEvents, untilNothing } from './books.ts'
import { type Stack, sendAccounts, startStack } from './stack.ts'

const MONTHS_OLD = 30
const EVENTS = 2_000

/** As a database that was prepared then is now: its oldest month is of that time. */
const wasMadeAt = async (pool: Pool, horizon: Date): Promise<void> => {
  for (const { table } of PARTITIONED_TABLES) {
    const { rows } = await pool.query<{ name: string }>(
      'select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass',
      [table],
    )
    for (const { name } of rows) await pool.query(`drop table ${name}`)
  }
  await makePartitions(pool, { horizon })
  await pool.query('update installation set line_item_horizon = $1', [horizon])
}

describe('a fresh database beside a log with months that are older than the horizon', () => {
  let stack: Stack
  const horizon = monthStart(new Date(), -MONTHS_OLD)
  const accounts = makePopulation()
  const startMs = horizon.getTime() + 10 * 86_400_000
  const options = { seed: 8, count: EVENTS, startMs, ratePerSecond: 1_000, accounts, malformedShare: 0 }
  /** Recorded today: what is recorded as old as it is leaves the usage topics within minutes. */
  const events = [...generateEvents(options)].map((event) => ({ ...event, sendMs: Date.now() }))
  beforeAll(async () => {
    stack = await startStack()
    await wasMadeAt(stack.pool, horizon)
  }, 120_000)
  afterAll(() => stack?.stop(), 60_000)

  it('has every line item, file and place again, and no dead letter that was none', async () => {
    await stack.startWorkers()
    await sendAccounts(stack, accounts)
    await preloadEvents(
      stack.sites.map(({ name }) => stack.hydro.kafka(name)),
      events,
    )
    const before = await expectEvents(stack.pool, generateEvents(options))
    await untilNothing('a difference in the books', () => differences(stack, before), 60_000)

    await stack.stopWorkers()
    await stack.replaceDatabase()
    await stack.startWorkers()
    const expected = await expectEvents(stack.pool, generateEvents(options))
    await untilNothing('a difference in the books', () => differences(stack, expected), 90_000)
    const { rows } = await stack.pool.query<{ oldest: Date }>('select line_item_horizon as oldest from installation')
    expect(rows[0]!.oldest).toEqual(horizon)
  }, 200_000)
})
