/**
 * `latency`: from event to booked row at a steady rate. An event counts from the moment at which it was due, so that a
 * producer that waits for its broker hides nothing; its row from the commit of the transaction that wrote it, as Postgres
 * itself recorded it (track_commit_timestamp). Both clocks are this machine's.
 */
import { join } from 'node:path'
import type { Message, Producer } from 'kafkajs'
import pg from 'pg'
import { histogramSince, quantile } from '../domain/histogram.ts'
import { readWorkerFigures } from '../domain/worker-figures.ts'
import { type EmbeddedPostgres, startPostgres, until } from '../server/testing/index.ts'
import { TrafficGenerator } from '../simulators/traffic/generate.ts'
import { makePopulation } from '../simulators/traffic/population.ts'
import { connectProducer, toMessage } from '../simulators/traffic/preload.ts'
import type { Stack } from '../test/stack.ts'
import type { Bench } from './bench.ts'
import { preparedStack, servers, startPipeline } from './pipeline.ts'
import { ProcessWatch } from './processes.ts'
import { percentile, rounded } from './report.ts'
import { watchedWorkers } from './workers.ts'

const SECONDS_DEFAULT = 60
/** Workers compile their code and fill their caches meanwhile; not counted. */
const WARM_UP_SECONDS = 15
const TICK_MS = 10
/** What must be true at 1,000 events a second. */
const P99_MAX_MS = 2_000

/** Settings of a server are read at its start, so that this one starts twice. */
const postgresWithCommitTimes = async (bench: Bench): Promise<EmbeddedPostgres> => {
  const dir = join(bench.folder, 'postgres-latency')
  const first = await startPostgres({ dir, durable: true })
  const client = new pg.Client({ connectionString: first.url })
  await client.connect()
  await client.query('alter system set track_commit_timestamp = on').finally(() => client.end())
  await first.stop()
  return startPostgres({ dir, durable: true })
}

type Sent = {
  readonly startMs: number
  readonly dueMs: ReadonlyMap<string, number>
  readonly accepted: number
  /** From due to the start of the request that it went out with, of every event that counts. */
  readonly lateMs: readonly number[]
}

type Due = { readonly topic: string; readonly message: Message; readonly sendMs: number }

/**
 * One request of a site at a time, with everything of all topics that became due while the one before was under way:
 * kafkajs queues what is sent on top of that, and the queue would be measured instead of the product.
 */
class SiteSender {
  private due: Due[] = []
  private sending: Promise<void> | undefined
  readonly lateMs: number[] = []

  constructor(
    private readonly producer: Producer,
    private readonly countedFromMs: number,
  ) {}

  add(due: Due): void {
    this.due.push(due)
  }

  flush(): void {
    if (this.sending || this.due.length === 0) return
    this.sending = this.send()
    this.sending.catch(() => undefined) // thrown by finish()
  }

  /** @throws what a request failed with */
  async finish(): Promise<void> {
    this.flush()
    await this.sending
    await this.producer.disconnect()
  }

  private async send(): Promise<void> {
    while (this.due.length > 0) {
      const [batch, startMs] = [this.due, Date.now()]
      this.due = []
      const topics = new Map<string, Message[]>()
      for (const { topic, message, sendMs } of batch) {
        const messages = topics.get(topic)
        if (messages) messages.push(message)
        else topics.set(topic, [message])
        if (sendMs >= this.countedFromMs) this.lateMs.push(startMs - sendMs)
      }
      await this.producer.sendBatch({
        topicMessages: [...topics].map(([topic, messages]) => ({ topic, messages })),
        acks: -1,
      })
    }
    this.sending = undefined
  }
}

/** Looks every few milliseconds for what is due, and never waits for a request. */
const sendSteadily = async (stack: Stack, rate: number, seconds: number): Promise<Sent> => {
  const producers = await Promise.all(stack.sites.map(({ name }) => connectProducer(stack.hydro.kafka(name))))
  const startMs = Date.now() + 100
  const senders = producers.map((producer) => new SiteSender(producer, startMs + WARM_UP_SECONDS * 1_000))
  const generator = new TrafficGenerator({ seed: 2, startMs, ratePerSecond: rate, accounts: makePopulation() })
  const [dueMs, total] = [new Map<string, number>(), rate * seconds]
  let accepted = 0
  for (let index = 0; index < total; ) {
    for (const now = Date.now(); index < total && generator.sendMs(index) <= now; index++) {
      const event = generator.at(index)
      senders[event.site]!.add({ topic: event.topic, message: toMessage(event), sendMs: event.sendMs })
      if (event.expected.kind !== 'accepted') continue
      accepted++
      dueMs.set(event.expected.lineItemId, event.sendMs)
    }
    for (const sender of senders) sender.flush()
    await new Promise((resolve) => setTimeout(resolve, TICK_MS))
  }
  await Promise.all(senders.map((sender) => sender.finish()))
  return { startMs, dueMs, accepted, lateMs: senders.flatMap((sender) => sender.lateMs) }
}

type Booked = { id: string; at_ms: number }
const BOOKED = `select line_item_id::text as id, extract(epoch from pg_xact_commit_timestamp(xmin))::float8 * 1000 as at_ms from placement`
const REPORT = `select figures from worker_report where worker = 'csv-bookkeeper'`

const productHistogram = async (stack: Stack) => {
  const { rows } = await stack.pool.query<{ figures: unknown }>(REPORT)
  return readWorkerFigures(rows[0]?.figures).latency ?? { counts: [], sum_ms: 0 }
}

const latenciesOf = async (stack: Stack, { startMs, dueMs }: Sent): Promise<number[]> => {
  const { rows } = await stack.pool.query<Booked>(BOOKED)
  const counted = startMs + WARM_UP_SECONDS * 1_000
  return rows.flatMap(({ id, at_ms }) => {
    const due = dueMs.get(id)
    return due !== undefined && due >= counted ? [at_ms - due] : []
  })
}

export const benchLatency = async (bench: Bench): Promise<void> => {
  const { report, options, cleanup } = bench
  const seconds = options.seconds ?? SECONDS_DEFAULT
  const postgres = await postgresWithCommitTimes(bench)
  const stopPostgres = cleanup.add('Postgres with commit times', postgres.stop)
  const shared = process.env.TEST_DATABASE_URL
  process.env.TEST_DATABASE_URL = postgres.url
  const here: Bench = { ...bench, postgres: async () => postgres }
  const { stack, stop } = await preparedStack(here, 1_000)
  const running = await startPipeline(here, stack, options)
  report.say(`latency: ${options.rate} events/s for ${WARM_UP_SECONDS} s to warm up and ${seconds} s that count`)
  const watch = new ProcessWatch([...watchedWorkers(running.supervisors), ...(await servers(here, stack))])
  const sent = await sendSteadily(stack, options.rate, WARM_UP_SECONDS + seconds)
  const costs = watch.stop()
  const rows = async () =>
    Number((await stack.pool.query<{ n: string }>('select count(*) as n from placement')).rows[0]?.n)
  await until(async () => (await rows()) >= sent.accepted, {
    deadlineMs: 60_000,
    what: 'every event booked',
    seen: rows,
  })
  const ms = await latenciesOf(stack, sent)
  const own = histogramSince(await productHistogram(stack), { counts: [], sum_ms: 0 })
  await running.stop()
  await stop()
  await stopPostgres()
  if (shared) process.env.TEST_DATABASE_URL = shared
  const shares = (values: readonly number[]) => {
    const [p50, p95, p99, max] = [0.5, 0.95, 0.99, 1].map((share) => rounded(percentile(values, share)))
    return { p50: p50!, p95: p95!, p99: p99!, max: max! }
  }
  const cores = costs.map(
    ({ name, cpuSeconds }) => [name, rounded(cpuSeconds / (WARM_UP_SECONDS + seconds), 3)] as const,
  )
  const [{ p50, p95, p99, max }, producer] = [shares(ms), shares(sent.lateMs)]
  const product = { p50: quantile(own, 0.5), p99: quantile(own, 0.99) }
  report.result({
    bench: 'latency',
    rate: options.rate,
    seconds,
    events: ms.length,
    p50,
    p95,
    p99,
    max,
    product,
    producerLate: producer,
    cores: Object.fromEntries(cores),
    p99MaxMs: P99_MAX_MS,
    isMet: p99 < P99_MAX_MS,
  })
  report.table(
    `Event to booked row at ${options.rate.toLocaleString('en')} events/s, ms (p99 must be under ${P99_MAX_MS})`,
    ['', 'p50', 'p95', 'p99', 'max'],
    [
      ['from due to commit', p50, p95, p99, max],
      ['of it until the producer began to send', producer.p50, producer.p95, producer.p99, producer.max],
      ["as csv-bookkeeper's histogram says, warm-up included", product.p50 ?? '', '', product.p99 ?? '', ''],
    ],
  )
  const sum = cores.reduce((total, [, share]) => total + share, 0)
  report.table('CPU meanwhile, warm-up included', ['', 'cores'], [...cores, ['all of them', sum]])
}
