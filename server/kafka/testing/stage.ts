/**
 * A stage for the stream runtime on the real broker: topics and groups of its own on the shared home broker, a database
 * of its own, and a made-up processor that copies what it reads. Everything it started ends with `close`.
 */
import { randomBytes } from 'node:crypto'
import kafkajs, { type Consumer, type Message, type Producer } from 'kafkajs'
import pino, { type Logger } from 'pino'
import type { ProcessorSpec } from '../../../domain/pipeline.ts'
import { openPool, type Pool } from '../../postgres/pool.ts'
import { commitOffsets } from '../../testing/commit-offsets.ts'
import { createTopic, type FreshDatabase, freshDatabase, testSites, until } from '../../testing/index.ts'
import { openBatchSender } from '../batch-sender.ts'
import { connectKafka, type Hydro } from '../client.ts'
import { Figures } from '../figures.ts'
import { type LogRecord, readLog } from '../log-reader.ts'
import type { PartitionRun } from '../partition-run.ts'
import type { StreamProcessor } from '../processor.ts'
import type { Sender } from '../sender.ts'
import { runStream, type Stream } from '../stream.ts'

/** A loaded machine is slow; a broken rule never comes true at all. */
export const DEADLINE_MS = 30_000

export type Staged = {
  readonly stream: Stream
  /** Member ids, one for each join of the group. */
  readonly joins: string[]
  /** The reason, once the process would have to end. */
  fatal(): Error | undefined
  run(partition: number): PartitionRun | undefined
  /** Returns once it is out of its group, which may be later than the deadline. */
  stop(deadlineMs?: number): Promise<void>
}

export type Stop = { kind: string; record_offset: number; what_happened: string; what_it_means: string }

export type Stage = {
  readonly hydro: Hydro
  readonly pool: Pool
  readonly database: FreshDatabase
  readonly site: string
  /** Messages of warnings and errors that the runtime wrote. */
  readonly log: string[]
  /** To hear what happens inside of a stream. */
  consumerOf(running: Staged): Consumer
  /** A name that nobody else has. */
  name(prefix?: string): string
  topic(options?: {
    prefix?: string
    name?: string
    partitions?: number
    config?: Record<string, string>
  }): Promise<string>
  produce(topic: string, values: readonly (string | Buffer | null)[], partition?: number): Promise<void>
  producer(): Promise<Producer>
  /** One record into each partition: from now on the broker refuses no first send, which would be repeated. */
  warm(topic: string, partitions: number): Promise<void>
  /** Removes the records below `offset`, as retention does. */
  trim(topic: string, offset: number, partition?: number): Promise<void>
  /** Sets what the group has committed; nobody may be in it. */
  commit(group: string, topic: string, offset: number, partition?: number): Promise<void>
  committed(group: string, topic: string, partition?: number): Promise<number | null>
  values(topic: string, partition?: number): Promise<string[]>
  records(topic: string, partition?: number): Promise<LogRecord[]>
  sender(): Promise<Sender>
  run(processor: StreamProcessor, options?: { sender?: Sender; pool?: Pool }): Promise<Staged>
  stopOf(processor: string, partition?: number): Promise<Stop | undefined>
  untilStopped(processor: string, partition?: number): Promise<Stop>
  /** Offsets decided so far, in their order; the table's key refuses a second decision about one. */
  decided(topic: string, partition?: number): Promise<number[]>
  untilDecided(topic: string, offset: number, partition?: number): Promise<void>
  /** Cursor rows as Postgres has them. */
  cursor(processor: string, partition?: number): Promise<Record<string, unknown> | undefined>
  close(): Promise<void>
}

/** Hydro that tells of each consumer it opens. */
const listening = (hydro: Hydro, opened: (consumer: Consumer) => void): Hydro => ({
  ...hydro,
  kafka: (site) => {
    const kafka = hydro.kafka(site)
    return new Proxy(kafka, {
      get: (target, property, receiver) => {
        if (property !== 'consumer') return Reflect.get(target, property, receiver)
        return (config: Parameters<typeof target.consumer>[0]) => {
          const consumer = target.consumer(config)
          opened(consumer)
          return consumer
        }
      },
    })
  },
})

const collecting = (lines: string[]): Logger =>
  pino({ level: 'warn' }, { write: (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg) })

export const openStage = async (from: { hydro?: Hydro } = {}): Promise<Stage> => {
  const consumers = new Map<Staged, Consumer>()
  const own = from.hydro ? undefined : connectKafka({ sites: testSites(), clientId: 'test' })
  const plain = from.hydro ?? own!
  const hydro = plain
  const site = hydro.home.name
  const database = await freshDatabase()
  const pool = openPool(database.url, 'stage')
  await pool.query(
    `create table decided (topic text, partition int, record_offset bigint, value text,
                           primary key (topic, partition, record_offset))`,
  )
  const log: string[] = []
  const running = new Set<Staged>()
  const closing: (() => Promise<unknown>)[] = []
  let producer: Promise<Producer> | undefined
  const openProducer = async () => {
    const opened = hydro.kafka(site).producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
    await opened.connect()
    closing.push(() => opened.disconnect())
    return opened
  }

  /** Where a handler hangs until the deadline of a stop, its consumer leaves the group behind it. */
  const untilLeft = async (groupId: string, has: (memberId: string) => boolean) => {
    const members = async () => {
      const { groups } = await (await hydro.admin(site)).describeGroups([groupId])
      return groups.flatMap((group) => group.members.map(({ memberId }) => memberId)).filter(has)
    }
    await until(async () => (await members()).length === 0, {
      deadlineMs: DEADLINE_MS,
      what: `leaving the group ${groupId}`,
      seen: members,
    })
  }

  const stage: Stage = {
    hydro,
    pool,
    database,
    site,
    log,
    consumerOf: (running) => consumers.get(running)!,
    name: (prefix = 'stage') => `${prefix}-${randomBytes(5).toString('hex')}`,
    topic: async ({ prefix = 'stage', name, partitions = 1, config = {} } = {}) => {
      const topic = name ?? stage.name(prefix)
      // Records of tests carry any time: retention, which looks every five minutes, would take those of 2023.
      await createTopic(await hydro.admin(site), topic, { partitions, config: { 'retention.ms': '-1', ...config } })
      return topic
    },
    producer: () => {
      producer ??= openProducer()
      return producer
    },
    produce: async (topic, values, partition = 0) => {
      const messages: Message[] = values.map((value) => ({ partition, value, key: '7' }))
      await (await stage.producer()).send({ topic, acks: -1, messages })
    },
    warm: async (topic, partitions) => {
      for (let partition = 0; partition < partitions; partition++) await stage.produce(topic, ['warm'], partition)
    },
    trim: async (topic, offset, partition = 0) => {
      const admin = await hydro.admin(site)
      // It fails while this admin has not heard of the topic, and of no topic while tests side by side make it look anew.
      const trimmed = async () => {
        await admin.fetchTopicOffsets(topic)
        await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] })
        return true
      }
      await until(trimmed, { deadlineMs: DEADLINE_MS, what: `${topic} trimmed to ${offset}` })
    },
    commit: async (groupId, topic, offset, partition = 0) => {
      await untilLeft(groupId, () => true)
      await commitOffsets(hydro, site, { groupId, topic, partitions: [{ partition, offset: String(offset) }] })
    },
    committed: async (groupId, topic, partition = 0) => {
      const coordinator = await (await hydro.cluster(site)).findGroupCoordinator({ groupId })
      const { responses } = await coordinator.offsetFetch({ groupId, topics: [{ topic, partitions: [{ partition }] }] })
      const offset = Number(responses[0]?.partitions[0]?.offset ?? -1)
      return offset === -1 ? null : offset
    },
    records: async (topic, partition = 0) => {
      const records: LogRecord[] = []
      for await (const record of readLog(hydro, { site, topic, partition, from: 0 })) records.push(record)
      return records
    },
    values: async (topic, partition = 0) =>
      (await stage.records(topic, partition)).map(({ value }) => String(value ?? null)),
    sender: async () => {
      const sender = await openBatchSender(hydro, site)
      closing.push(() => sender.disconnect())
      return sender
    },
    run: async (processor, options = {}) => {
      let fatal: Error | undefined
      let consumer: Consumer | undefined
      const joins: string[] = []
      const stream = await runStream({
        processor,
        site,
        pool: options.pool ?? pool,
        hydro: listening(hydro, (opened) => {
          consumer = opened
        }),
        sender: options.sender ?? (await stage.sender()),
        figures: new Figures(),
        log: collecting(log),
        onJoin: ({ memberId }) => void joins.push(memberId),
      })
      void stream.fatal.then((error) => {
        fatal = error
      })
      const staged: Staged = {
        stream,
        joins,
        fatal: () => fatal,
        run: (partition) => stream.partitions().find((run) => run.source.partition === partition),
        stop: async (deadlineMs = 10_000) => {
          running.delete(staged)
          await stream.stop(deadlineMs)
          await untilLeft(processor.spec.name, (memberId) => joins.includes(memberId))
        },
      }
      running.add(staged)
      if (consumer) consumers.set(staged, consumer)
      return staged
    },
    stopOf: async (processor, partition = 0) =>
      (
        await pool.query<Stop>(
          `select kind, record_offset, what_happened, what_it_means from stream_stop
            where processor = $1 and partition = $2`,
          [processor, partition],
        )
      ).rows[0],
    untilStopped: (processor, partition = 0) =>
      until(() => stage.stopOf(processor, partition), { deadlineMs: DEADLINE_MS, what: `a stop of ${processor}` }),
    decided: async (topic, partition = 0) =>
      (
        await pool.query<{ record_offset: number }>(
          'select record_offset from decided where topic = $1 and partition = $2 order by record_offset',
          [topic, partition],
        )
      ).rows.map((row) => row.record_offset),
    untilDecided: async (topic, offset, partition = 0) => {
      await until(async () => (await stage.decided(topic, partition)).at(-1) === offset, {
        deadlineMs: DEADLINE_MS,
        what: `${topic} decided up to ${offset}`,
        seen: async () => ({
          decided: (await stage.decided(topic, partition)).at(-1),
          log: log.slice(-3),
          stops: (await pool.query('select processor, kind, what_happened from stream_stop')).rows,
        }),
      })
    },
    cursor: async (processor, partition = 0) =>
      (
        await pool.query<Record<string, unknown>>(
          'select * from stream_cursor where processor = $1 and partition = $2',
          [processor, partition],
        )
      ).rows[0],
    close: async () => {
      await Promise.allSettled([...running].map((staged) => staged.stream.stop(2_000)))
      await Promise.allSettled(closing.map((close) => close()))
      await own?.disconnect()
      await pool.end()
      await database.drop()
    },
  }
  return stage
}

/** A spec of names that domain/pipeline.ts does not have. */
export const specOf = (spec: {
  name: string
  reads: readonly string[]
  writes?: readonly string[]
  deadLetter?: string
}): ProcessorSpec =>
  ({
    runs: 'home',
    writes: [],
    purpose: 'is made up',
    onPoison: spec.deadLetter ? 'dead-letter' : 'stop',
    ...spec,
  }) as unknown as ProcessorSpec
