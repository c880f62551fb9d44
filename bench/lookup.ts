/**
 * `lookup`: what a person waits for, at ten million line items: the passport of one by its id (with its event read from
 * the log), line items by event id, and a customer's month by day and product. It calls the functions that the API calls,
 * on a pool like its own, one question at a time.
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Message } from 'kafkajs'
import { connectKafka, type Hydro } from '../server/kafka/client.ts'
import { openPool, type Pool } from '../server/postgres/pool.ts'
import { readAccountUsage } from '../server/queries/account-usage.ts'
import { lineItemsOfEvent } from '../server/queries/line-items.ts'
import { readPassport } from '../server/queries/passport.ts'
import { type EmbeddedBroker, freshDatabase, startBroker } from '../server/testing/index.ts'
import { connectProducer, toMessage } from '../simulators/traffic/preload.ts'
import { type Bench, settle } from './bench.ts'
import { askedMonth, buildLineItems, customersOf, LOG_PARTITIONS, RECORDS_PER_PARTITION } from './lookup/build.ts'
import { percentile, rounded } from './report.ts'
import { benchTraffic } from './traffic.ts'

const WARM_UP = 20
const TOPIC = 'usage.actions'

/** Real events, as many in each partition as origins of line items point at. */
export const fillLog = async (hydro: Hydro): Promise<void> => {
  const admin = await hydro.admin('iad')
  await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: LOG_PARTITIONS }], waitForLeaders: true })
  const messages: Message[] = []
  const wanted = LOG_PARTITIONS * RECORDS_PER_PARTITION
  for (const event of benchTraffic(2 * wanted).events()) {
    if (event.topic === TOPIC && event.expected.kind === 'accepted')
      messages.push({ ...toMessage(event), partition: messages.length % LOG_PARTITIONS })
    if (messages.length === wanted) break
  }
  const producer = await connectProducer(hydro.kafka('iad'))
  for (let at = 0; at < messages.length; at += 600)
    await producer.send({ topic: TOPIC, messages: messages.slice(at, at + 600), acks: -1 })
  await producer.disconnect()
}

type Sample = { readonly id: string; readonly event_id: string }
/** Spread over all months; the share is in percent, several times of what is needed. */
const SAMPLE = `select id::text as id, event_id::text as event_id from line_item tablesample bernoulli ($1) order by random() limit $2`

type Question = {
  readonly name: string
  readonly times: number
  readonly p95Max: number
  readonly ask: (index: number) => Promise<unknown>
}

const measure = async ({ report }: Bench, question: Question, lineItems: number): Promise<(string | number)[]> => {
  const { name, times, p95Max, ask } = question
  const ms: number[] = []
  for (let index = 0; index < times + WARM_UP; index++) {
    const startedAt = performance.now()
    await ask(index)
    if (index >= WARM_UP) ms.push(performance.now() - startedAt)
  }
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => rounded(percentile(ms, share), 2))
  report.result({ bench: 'lookup', lineItems, question: name, times, p50, p95, p99, p95Max, isMet: p95! <= p95Max })
  return [name, times, p50!, p95!, p99!, p95Max, p95! <= p95Max ? 'yes' : 'NO']
}

const questionsOf = async (pool: Pool, hydro: Hydro, lineItems: number): Promise<Question[]> => {
  const times = 500
  const { rows } = await pool.query<Sample>(SAMPLE, [Math.min(100, (300_000 / lineItems) * 100), times + WARM_UP])
  const sample = (index: number) => rows[index % rows.length]!
  const noBroker = (): Hydro => {
    throw new Error('no broker')
  }
  const { from, to } = askedMonth()
  const month = { from: from.toISOString(), to: to.toISOString(), by: 'day' as const }
  /** 1,000,000 items may take a second each. */
  const customers = customersOf(lineItems).map(
    ({ accountId, items }, index): Question => ({
      name: `month of a customer of ${items.toLocaleString('en')} items`,
      times: [200, 100, 20][index]!,
      p95Max: items > 50_000 ? 1_000 : 50,
      ask: async () => {
        const usage = await readAccountUsage(pool, `${accountId}`, month)
        const counted = usage.items.reduce((sum, line) => sum + line.lineItems + line.rejectedLineItems, 0)
        if (counted !== items) throw new Error(`The month of ${accountId} has ${counted} line items, not ${items}.`)
      },
    }),
  )
  return [
    {
      name: 'passport by line item id, with its event from the log',
      times,
      p95Max: 20,
      ask: async (index) => {
        const passport = await readPassport(pool, () => hydro, sample(index).id, { payloads: true })
        if (passport.event === null) throw new Error(`The passport has no event: ${passport.eventMissing}`)
      },
    },
    {
      name: 'passport by line item id, Postgres alone',
      times,
      p95Max: 20,
      ask: (index) => readPassport(pool, noBroker, sample(index).id, { payloads: true }),
    },
    {
      name: 'line items of an event id',
      times,
      p95Max: 100,
      ask: async (index) => {
        const items = await lineItemsOfEvent(pool, sample(index).event_id)
        if (items.length !== 1)
          throw new Error(`Event ${sample(index).event_id} has ${items.length} line items, not 1.`)
      },
    },
    { name: 'an event id that is not there', times, p95Max: 100, ask: () => lineItemsOfEvent(pool, randomUUID()) },
    ...customers,
  ]
}

const startLog = async (bench: Bench): Promise<{ broker: EmbeddedBroker; hydro: Hydro }> => {
  const broker = await startBroker({ site: 'iad', dir: join(bench.folder, 'lookup') })
  bench.cleanup.add('broker of the lookups', broker.stop)
  const hydro = connectKafka({ sites: [{ name: 'iad', brokers: broker.brokers, isHome: true }], clientId: 'lookup' })
  bench.cleanup.add('connections to it', hydro.disconnect)
  await fillLog(hydro)
  return { broker, hydro }
}

export const benchLookup = async (bench: Bench): Promise<void> => {
  const { report, options, cleanup } = bench
  const { lineItems } = options
  const postgres = await bench.postgres()
  const { hydro } = await startLog(bench)
  const database = await freshDatabase()
  const drop = cleanup.add('database of the lookups', database.drop)
  report.say(`lookup: making ${lineItems.toLocaleString('en')} line items`)
  const built = await buildLineItems(database.url, { lineItems }, (text) => report.say(`lookup: ${text}`))
  report.result({
    bench: 'lookup-data',
    lineItems,
    rowsSeconds: rounded(built.rowsSeconds),
    indexSeconds: rounded(built.indexSeconds),
    gib: rounded(built.bytes / 2 ** 30, 2),
  })
  await settle(postgres)
  const pool = openPool(database.url, 'bench')
  const endPool = cleanup.add('pool of the lookups', () => pool.end())
  const rows: (string | number)[][] = []
  for (const question of await questionsOf(pool, hydro, lineItems)) {
    report.say(`lookup: ${question.name}`)
    rows.push(await measure(bench, question, lineItems))
  }
  await endPool()
  await drop()
  report.table(
    `Lookups at ${lineItems.toLocaleString('en')} line items, ms`,
    ['question', 'times', 'p50', 'p95', 'p99', 'p95 must be under', 'is it'],
    rows,
  )
}
