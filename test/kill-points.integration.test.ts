import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateEvents } from '../simulators/traffic/generate.ts'
import { makePopulation } from '../simulators/traffic/population.ts'
import { preloadEvents } from '../simulators/traffic/preload.ts'
import { differences, expectEvents, untilNothing, zuoraDifferences } from './books.ts'
import { type Stack, sendAccounts, startStack } from './stack.ts'

/** Between any two durable steps of each stream (R2, R17): decided, not sent; sent, not committed; stored, not told. */
const POINTS = [
  'account-directory/decided:1',
  'usage-relay/sending/usage-relay.dead-letter:1',
  'usage-relay/sent-dead-letters:2',
  'usage-relay/sending/billing.line-items:3',
  'usage-relay/sent/billing.line-items:4',
  'usage-relay/decided:2',
  'submission-filter/decided:2',
  'submission-filter/sending/billing.rejected:2',
  'submission-filter/sent/billing.rejected:2',
  'submission-filter/sent/billing.submittable:2',
  'csv-builder/decided:3',
  'csv-builder/sent/billing.csv-files:3',
  'csv-builder/stored:1',
  'csv-builder/sent-closed:1',
  'csv-bookkeeper/decided:2',
]

describe('kill -9 at each named point', () => {
  let stack: Stack
  const markers = () => join(stack.dir, 'killed')
  beforeAll(async () => {
    // Small files, so that several close while workers die.
    stack = await startStack({ env: { CSV_MAX_BYTES: '60000', HYDROMETER_KILL_AT: POINTS.join(',') } })
    stack.env.HYDROMETER_KILL_MARKERS = markers()
    mkdirSync(markers())
  }, 120_000)
  afterAll(async () => {
    await stack?.stop()
  }, 60_000)

  it('changes nothing in the books', async () => {
    const accounts = makePopulation()
    const options = { seed: 2, count: 10_000, startMs: Date.now() - 60_000, ratePerSecond: 1_000, accounts }
    await stack.startWorkers(undefined, { awaitRunning: false })
    await sendAccounts(stack, accounts)
    const expected = await expectEvents(stack.pool, generateEvents(options))
    await preloadEvents(
      stack.sites.map(({ name }) => stack.hydro.kafka(name)),
      generateEvents(options),
    )
    await untilNothing('a difference in the books', () => differences(stack, expected))
    await untilNothing('a difference at Zuora', () => zuoraDifferences(stack))
    expect(await differences(stack, expected)).toEqual([])
    // A point that no worker passed proves nothing.
    expect(existsSync(markers()) && readdirSync(markers()).length).toBe(POINTS.length)
  }, 360_000)
})
