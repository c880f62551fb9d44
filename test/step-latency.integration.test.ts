/** Each event is measured once at each step, by its product and site, and by nothing that repeats it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LATENCY_STEPS } from '../domain/step-latency.ts'
import { logBounds, partitionCount } from '../server/kafka/log-reader.ts'
import { readLatencySteps } from '../server/queries/latency-steps.ts'
import { readMetrics } from '../server/queries/metrics.ts'
import { readPassport } from '../server/queries/passport.ts'
import { readWorkerReports } from '../server/queries/worker-reports.ts'
import { commitOffsets } from '../server/testing/commit-offsets.ts'
import { until } from '../server/testing/index.ts'
import { generateEvents } from '../simulators/traffic/generate.ts'
import { makePopulation } from '../simulators/traffic/population.ts'
import { preloadEvents } from '../simulators/traffic/preload.ts'
import { differences, expectEvents, untilNothing } from './books.ts'
import { type Stack, sendAccounts, startStack } from './stack.ts'

const EVENTS = 3_000
const DEADLINE_MS = 90_000

/** By step, product and site, as the rows of the database have them. */
const EXPECTED = `
  with items as (
    select l.id, l.attempt, s.product, o.name as site from line_item l join sku s on s.code = l.sku join site o on o.code = l.origin_site
  ), placed as (
    select i.*, f.submitted_at from placement p join items i on i.id = p.line_item_id join csv_file f on f.id = p.file_id
  )
  select 'relayed' as step, product, origin_site as site, sum(events)::int as n from event_count
   where processor = 'usage-relay' and outcome = 'relayed' group by 2, 3
  union all select 'decided', product, site, count(*)::int from items group by 2, 3
  union all select 'in_file', product, site, count(*)::int from placed group by 2, 3
  union all select 'booked', product, site, count(*)::int from placed group by 2, 3
  union all select 'submitted', product, site, count(*)::int from placed where submitted_at is not null group by 2, 3
  order by 1, 2, 3`

type Counts = Record<string, number>
const keyed = (rows: readonly { step: string; product: string; site: string; n: number }[]): Counts =>
  Object.fromEntries(rows.map(({ step, product, site, n }) => [`${step} ${product} ${site}`, n]))

const expectedOf = async ({ pool }: Stack): Promise<Counts> => keyed((await pool.query(EXPECTED)).rows)
const reportedOf = async ({ pool }: Stack): Promise<Counts> => {
  const counts: Counts = {}
  for (const { worker, figures } of await readWorkerReports(pool))
    for (const { product, site, counts: buckets } of figures.latency_by) {
      const key = `${LATENCY_STEPS.find((one) => one.worker === worker)!.step} ${product} ${site}`
      counts[key] = (counts[key] ?? 0) + buckets.reduce((sum, n) => sum + n, 0)
    }
  return counts
}
const rolledUp = async ({ pool }: Stack, table: string): Promise<Counts> =>
  keyed(
    (
      await pool.query(
        `select step, product, site, sum((select sum(n) from unnest(counts) n))::int as n from ${table} group by 1, 2, 3`,
      )
    ).rows,
  )
/** Buckets in which what stands for all products and sites is not the sum of theirs. */
const differsFromSum = async ({ pool }: Stack, step: string): Promise<number | null> => {
  const buckets = (table: string) => `
    select at, step, first + i - 1 as bucket, sum(n)::int as events from ${table}, unnest(counts) with ordinality u (n, i)
     group by 1, 2, 3 having sum(n) > 0`
  const [rows, sums] = [buckets(`latency_${step}`), buckets(`latency_sum_${step}`)]
  return (await pool.query(`((${rows}) except (${sums})) union all ((${sums}) except (${rows}))`)).rowCount
}
const untilEqual = (what: string, found: () => Promise<Counts>, wanted: () => Promise<Counts>) =>
  until(
    async () => {
      const [is, must] = [await found(), await wanted()]
      return Object.keys({ ...is, ...must }).every((key) => is[key] === must[key])
    },
    { deadlineMs: DEADLINE_MS, what, seen: async () => ({ found: await found(), wanted: await wanted() }) },
  )

describe('latency by step, product and site', () => {
  let stack: Stack
  const accounts = makePopulation()
  const options = { seed: 5, count: EVENTS, startMs: Date.now() - 30_000, ratePerSecond: 1_000, accounts }
  beforeAll(async () => {
    stack = await startStack()
  }, 120_000)
  afterAll(() => stack?.stop(), 60_000)

  /** Every stream has read its topics to their ends again. */
  const untilRead = async () => {
    const home = stack.hydro.home.name
    for (const [groupId, topic] of STREAMS) {
      const count = await partitionCount(stack.hydro, home, topic)
      const partitions = Array.from({ length: count }, (_, p) => p)
      const admin = await stack.hydro.admin(home)
      await until(
        async () => {
          const bounds = await logBounds(stack.hydro, home, new Map([[topic, partitions]]))
          const [found] = await admin.fetchOffsets({ groupId, topics: [topic] })
          return found!.partitions.every(
            ({ partition, offset }) => Number(offset) >= (bounds.get(topic)?.get(partition)?.end ?? 0),
          )
        },
        { deadlineMs: DEADLINE_MS, what: `${groupId} at the end of ${topic}` },
      )
    }
  }
  const STREAMS = [
    ['submission-filter', 'billing.line-items'],
    ['csv-builder', 'billing.submittable'],
    ['csv-bookkeeper', 'billing.csv-files'],
  ] as const

  it('has each event once at each step, and rolls that up', async () => {
    await stack.startWorkers()
    await sendAccounts(stack, accounts)
    await preloadEvents(
      stack.sites.map(({ name }) => stack.hydro.kafka(name)),
      generateEvents(options),
    )
    const expected = await expectEvents(stack.pool, generateEvents(options))
    await untilNothing('a difference in the books', () => differences(stack, expected))
    await until(
      async () =>
        (await stack.pool.query(`select from csv_file where state <> 'imported'`)).rowCount === 0 &&
        (await stack.pool.query(`select from csv_file`)).rowCount! > 0,
      { deadlineMs: DEADLINE_MS, what: 'every file imported' },
    )
    await untilEqual(
      'every event measured once at each step',
      () => reportedOf(stack),
      () => expectedOf(stack),
    )
    expect(Object.keys(await expectedOf(stack)).filter((key) => key.startsWith('submitted')).length).toBeGreaterThan(3)
    for (const table of ['latency_minute', 'latency_hour', 'latency_day'])
      await untilEqual(
        table,
        () => rolledUp(stack, table),
        () => expectedOf(stack),
      )
    for (const of of ['minute', 'hour', 'day']) expect(await differsFromSum(stack, of), of).toBe(0)
    // What is counted once is kept no longer.
    expect((await stack.pool.query('select from csv_file where event_ages is not null')).rowCount).toBe(0)

    const { steps } = await readLatencySteps(stack.pool, {})
    const medians = steps.map(({ p50Ms }) => p50Ms!)
    // From the same zero: what comes later is not sooner, but for the width of a bucket.
    for (const [i, p50] of medians.slice(1).entries()) expect(p50 * 1.2).toBeGreaterThanOrEqual(medians[i]!)
    const one = await readLatencySteps(stack.pool, { product: 'actions', site: 'sea' })
    expect(one.steps.map(({ events }) => events)).toEqual(
      await expectedOf(stack).then((all) => LATENCY_STEPS.map(({ step }) => all[`${step} actions sea`])),
    )
    const text = await readMetrics(stack.pool)
    const relayed = (await expectedOf(stack))['relayed actions iad']
    expect(text).toContain(
      `hydrometer_event_to_step_seconds_count{instance="usage-relay@iad",step="relayed",product="actions",site="iad"} ${relayed}`,
    )
  }, 300_000)

  it('a passport has the times of each step in their order', async () => {
    const { rows } = await stack.pool.query<{ id: string }>(
      'select line_item_id as id from placement order by 1 limit 50',
    )
    for (const { id } of rows) {
      const { timeline, times } = await readPassport(stack.pool, () => stack.hydro, id, { payloads: false })
      expect(Object.values(times)).not.toContain(null)
      expect(timeline.map(({ step }) => step)).toEqual(expect.arrayContaining(['relayed', 'in_file', 'booked']))
      const at = timeline.slice(1).map((step) => step.at!) // `happened` is the usage's own time
      expect(at).toEqual(at.toSorted())
    }
  }, 60_000)

  it('measures nothing again that is read again, and moves no time', async () => {
    await stack.stopWorkers()
    const home = stack.hydro.home.name
    for (const [groupId, topic] of STREAMS) {
      const partitions = Array.from({ length: await partitionCount(stack.hydro, home, topic) }, (_, partition) => ({
        partition,
        offset: '0',
      }))
      await commitOffsets(stack.hydro, home, { groupId, topic, partitions })
    }
    const times = async () =>
      (await stack.pool.query('select * from booking_run order by file_id, first_row, at')).rows.concat(
        (await stack.pool.query('select * from relay_run order by site, topic, partition, at')).rows,
      )
    const before = await times()
    await stack.startWorkers()
    await untilRead()
    await stack.stopWorkers() // its last word is in the report
    const filter = (await readWorkerReports(stack.pool)).find(({ worker }) => worker === 'submission-filter')
    expect(filter?.figures.records_in).toBeGreaterThanOrEqual(EVENTS * 0.9) // it did read all of it
    expect(await reportedOf(stack)).toEqual({})
    expect(await times()).toEqual(before)
  }, 200_000)

  it('a fresh database measures nothing of what its log held, and knows no times of it', async () => {
    await stack.replaceDatabase()
    await stack.startWorkers()
    const expected = await expectEvents(stack.pool, generateEvents(options))
    await untilNothing('a difference in the books', () => differences(stack, expected), DEADLINE_MS)
    await untilRead()
    await stack.stopWorkers()
    expect(await reportedOf(stack)).toEqual({})
    const { rows } = await stack.pool.query<{ id: string }>(
      'select line_item_id as id from placement order by 1 limit 3',
    )
    for (const { id } of rows) {
      const { times } = await readPassport(stack.pool, () => stack.hydro, id, { payloads: false })
      expect(times).toEqual({ relayedBy: null, inFileBy: null, bookedBy: null })
    }
    expect((await stack.pool.query('select from csv_file where event_ages is not null')).rowCount).toBe(0)
  }, 200_000)
})
