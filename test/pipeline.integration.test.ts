import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateEvents } from '../simulators/traffic/generate.ts'
import { makePopulation } from '../simulators/traffic/population.ts'
import { preloadEvents } from '../simulators/traffic/preload.ts'
import { differences, expectEvents, untilNothing, zuoraDifferences } from './books.ts'
import { type Stack, sendAccounts, startStack } from './stack.ts'

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
    await preloadEvents(
      stack.sites.map(({ name }) => stack.hydro.kafka(name)),
      generateEvents(options),
    )
    const expected = await expectEvents(stack.pool, generateEvents(options))
    await untilNothing('a difference in the books', () => differences(stack, expected))
    await untilNothing('a difference at Zuora', () => zuoraDifferences(stack))
    expect(await differences(stack, expected)).toEqual([])
  }, 360_000)
})
