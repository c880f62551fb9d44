/**
 * What a bad day does: workers killed at random, a worker that sleeps longer than its session, a second member that
 * forces rebalances, Postgres and the home broker away for 20 s, everything restarted; then a new database. Seeded, so
 * that a failure can be looked at again; real processes, so that it is never exactly the same.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../server/testing/index.ts'
import { generateEvents } from '../simulators/traffic/generate.ts'
import { makePopulation } from '../simulators/traffic/population.ts'
import { preloadEvents } from '../simulators/traffic/preload.ts'
import { differences, expectEvents, untilNothing, zuoraDifferences } from './books.ts'
import { lasts, type Stack, sendAccounts, startStack } from './stack.ts'

const EVENTS = 30_000
const OUTAGE_MS = 20_000
/** Longer than the session timeout of 20 s: the group gives its partitions away. */
const SLEEP_MS = 22_000

describe('a bad day', () => {
  let stack: Stack
  const accounts = makePopulation()
  const options = { seed: 3, count: EVENTS, startMs: Date.now() - 60_000, ratePerSecond: 2_000, accounts }
  const events = [...generateEvents(options)]
  const send = async (from: number, to: number) => {
    await preloadEvents(
      stack.sites.map(({ name }) => stack.hydro.kafka(name)),
      events.slice(from, to),
    )
  }
  const kill = (instance: string) => {
    try {
      process.kill(stack.pidOf(instance), 'SIGKILL')
    } catch {
      // it is between two lives already
    }
  }

  beforeAll(async () => {
    stack = await startStack({ ownPostgres: true, env: { CSV_MAX_BYTES: '150000' } })
  }, 120_000)
  afterAll(async () => {
    await stack?.stop()
  }, 60_000)

  it('changes nothing in the books', async () => {
    await stack.startWorkers()
    await sendAccounts(stack, accounts)
    const expected = await expectEvents(stack.pool, generateEvents(options))

    // kill -9 of one worker after the other while events come in.
    const victims = [
      'submission-filter@iad',
      'usage-relay@iad',
      'csv-builder@iad',
      'csv-bookkeeper@iad',
      'usage-relay@sea',
    ]
    for (let round = 0; round < 10; round++) {
      await send(round * 1_000, (round + 1) * 1_000)
      kill(victims[round % victims.length] as string)
      await lasts(300)
    }

    // A worker that sleeps: its partitions go to another one, and when it wakes up it is a zombie.
    const sleeper = await until(() => stack.pidOf('submission-filter@iad'), { what: 'a filter to put to sleep' })
    const second = stack.startExtra('submission-filter@iad')
    process.kill(sleeper, 'SIGSTOP')
    await send(10_000, 15_000)
    await lasts(SLEEP_MS)
    process.kill(sleeper, 'SIGCONT')
    await send(15_000, 17_000)
    second.kill('SIGTERM') // the second rebalance

    await stack.stopPostgres()
    await send(17_000, 20_000)
    await lasts(OUTAGE_MS)
    await stack.startPostgres()

    await send(20_000, 22_000)
    await stack.brokers[0]?.kill()
    await lasts(OUTAGE_MS)
    await stack.restartBroker('iad')
    await send(22_000, 26_000)

    await stack.stopWorkers()
    await send(26_000, EVENTS)
    await stack.startWorkers()

    await untilNothing('a difference in the books', () => differences(stack, expected))
    await untilNothing('a difference at Zuora', () => zuoraDifferences(stack))
    expect(await differences(stack, expected)).toEqual([])
  }, 480_000)

  it('and a replay into a fresh database gives the same files, byte for byte, and submits none again (R21)', async () => {
    const files = async () =>
      (
        await stack.pool.query<{ name: string; digest: Buffer; rows: number; next_offset: number }>(
          'select name, encode(digest, $1) as digest, rows, first_offset, next_offset, object_key from csv_file order by name',
          ['hex'],
        )
      ).rows
    const before = await files()
    const heldBefore = await (await fetch(`${stack.zuoraUrl}/simulator/counts`)).json()
    await stack.stopWorkers()
    await stack.replaceDatabase()
    await stack.startWorkers()
    const expected = await expectEvents(stack.pool, generateEvents(options))
    await untilNothing('a difference in the books', () => differences(stack, expected))
    expect(await files()).toEqual(before)
    const { rows } = await stack.pool.query<{ state: string; n: number }>(
      'select state, count(*)::int as n from csv_file group by state',
    )
    // Zuora may have them: nothing is sent again by itself.
    expect(rows).toEqual([{ state: 'unknown', n: before.length }])
    expect(await (await fetch(`${stack.zuoraUrl}/simulator/counts`)).json()).toEqual(heldBefore)
  }, 240_000)
})
