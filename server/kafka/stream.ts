/**
 * Runs one processor at one site: its consumer, the partitions it was given, and the commits. Every assignment is a
 * generation: at each one everything is paused and loaded anew, because kafkajs neither tells a handler of a rebalance
 * nor stops handing over batches of partitions already lost.
 */
import { EventEmitter } from 'node:events'
import type { Consumer } from 'kafkajs'
import type { Logger } from 'pino'
import { topicsReadAt } from '../../domain/pipeline.ts'
import {
  BEAT_MS,
  COMMIT_INTERVAL_MS,
  FETCH_MAX_BYTES,
  FETCH_MAX_BYTES_PER_PARTITION,
  FETCH_WAIT_MS,
  HEARTBEAT_INTERVAL_MS,
  REBALANCE_TIMEOUT_MS,
  SESSION_TIMEOUT_MS,
} from '../limits.ts'
import type { Pool } from '../postgres/pool.ts'
import { inWords } from '../world-away.ts'
import type { Hydro } from './client.ts'
import type { Figures } from './figures.ts'
import { InHand } from './in-hand.ts'
import { type LogRecord, partitionCount } from './log-reader.ts'
import { PartitionRun } from './partition-run.ts'
import type { StreamProcessor } from './processor.ts'
import { QueueTally } from './record-queue.ts'
import type { Sender } from './sender.ts'

export type Stream = {
  readonly partitions: () => readonly PartitionRun[]
  /** Resolves with the reason when the process must end. */
  readonly fatal: Promise<Error>
  /** Stops taking, finishes what is in hand until the deadline, commits, leaves the group. */
  stop(deadlineMs: number): Promise<void>
}

export type StreamDeps = {
  readonly processor: StreamProcessor
  readonly site: string
  readonly pool: Pool
  readonly hydro: Hydro
  readonly sender: Sender
  readonly figures: Figures
  readonly log: Logger
  /** Told at each join, so that the supervisor can leave the group for a worker that was killed (R8). */
  onJoin(member: { site: string; groupId: string; memberId: string }): void
}

const keyOf = (topic: string, partition: number): string => `${topic}:${partition}`

export const runStream = async (deps: StreamDeps): Promise<Stream> => {
  const { processor, site, hydro, log, figures } = deps
  const { spec } = processor
  const groupId = spec.name
  const topics = topicsReadAt(spec, hydro.site(site))
  const letterPartitions = spec.deadLetter ? await partitionCount(hydro, hydro.home.name, spec.deadLetter) : 0
  const queues = new QueueTally()
  const inHand = new InHand(processor.inHandMax)
  let runs = new Map<string, PartitionRun>()
  let stopping = false
  let ended!: (error: Error) => void
  const fatal = new Promise<Error>((resolve) => {
    ended = resolve
  })

  const consumer: Consumer = hydro.kafka(site).consumer({
    groupId,
    sessionTimeout: SESSION_TIMEOUT_MS,
    rebalanceTimeout: REBALANCE_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_INTERVAL_MS,
    maxWaitTimeInMs: processor.patience?.ms ?? FETCH_WAIT_MS,
    minBytes: processor.patience?.bytes ?? 1,
    maxBytes: processor.queue?.fetchBytesInAll ?? FETCH_MAX_BYTES,
    maxBytesPerPartition: processor.queue?.fetchBytes ?? FETCH_MAX_BYTES_PER_PARTITION,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 1_000, restartOnFailure: async () => !stopping },
  })
  // More partitions than kafkajs expects listeners for are no leak.
  EventEmitter.defaultMaxListeners = 50

  const commit = async () => {
    const due = [...runs.values()].map((run) => ({ run, offset: run.durableTo })).filter(({ offset }) => offset >= 0)
    if (due.length === 0) return
    await consumer.commitOffsets(
      due.map(({ run, offset }) => ({ ...run.source, topic: run.source.topic, offset: String(offset) })),
    )
    for (const { run, offset } of due) run.committed(offset)
  }
  let committing: Promise<void> = Promise.resolve()
  const commitNow = (): Promise<void> => {
    committing = committing.then(commit).catch((error) => log.debug({ error: inWords(error) }, 'commit comes again'))
    return committing
  }

  const place = (run: PartitionRun) => ({ topic: run.source.topic, partitions: [run.source.partition] })
  // kafkajs throws when the consumer is between two lives; the next group_join loads everything anew.
  const quietly = (act: () => void) => {
    try {
      act()
    } catch (error) {
      log.debug({ error: inWords(error) }, 'the consumer is not running just now')
    }
  }

  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    for (const run of runs.values()) run.lose()
    runs = new Map()
    deps.onJoin({ site, groupId, memberId: payload.memberId })
    const assigned = Object.entries(payload.memberAssignment).map(([topic, partitions]) => ({ topic, partitions }))
    quietly(() => consumer.pause(assigned))
    if (stopping) return
    log.info({ assigned: assigned.map((a) => `${a.topic}:${a.partitions.join(',')}`) }, 'assigned')
    for (const { topic, partitions } of assigned)
      for (const partition of partitions)
        runs.set(
          keyOf(topic, partition),
          new PartitionRun(
            {
              processor,
              pool: deps.pool,
              hydro,
              sender: deps.sender,
              figures,
              log,
              letterPartitions,
              queues,
              inHand,
              seekAndResume: (run, offset) =>
                quietly(() => {
                  consumer.seek({ topic, partition, offset: String(offset) })
                  consumer.resume([place(run)])
                }),
              commit: commitNow,
              pause: (run) => quietly(() => consumer.pause([place(run)])),
              fatal: (error) => ended(error),
            },
            { processor: spec.name, site, topic, partition },
          ),
        )
  })
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    for (const run of runs.values()) run.lose()
    // What kafkajs calls not retriable ends its consumer while the process lives: end the process instead.
    if (!payload.restart && !stopping) ended(payload.error)
    else log.warn({ error: inWords(payload.error) }, 'the consumer starts again')
  })

  await consumer.connect()
  await consumer.subscribe({ topics: [...topics], fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: 8,
    // Nothing is awaited here: handlers that return at once keep heartbeats and the next fetch going.
    eachBatch: async ({ batch, resolveOffset, heartbeat }) => {
      const run = runs.get(keyOf(batch.topic, batch.partition))
      const taken = run?.put(batch.messages as unknown as LogRecord[]) // decoded by fetch-decoder.ts
      if (taken === 'taken') resolveOffset(batch.lastOffset())
      await heartbeat()
    },
  })

  const committer = setInterval(commitNow, COMMIT_INTERVAL_MS)

  const beater = setInterval(() => {
    for (const run of runs.values()) run.beat()
  }, BEAT_MS)

  return {
    partitions: () => [...runs.values()],
    fatal,
    stop: async (deadlineMs) => {
      stopping = true
      clearInterval(committer)
      const deadline = new Promise<void>((resolve) => setTimeout(resolve, deadlineMs).unref())
      const all = [...runs.values()]
      for (const run of all) run.finish()
      await Promise.race([Promise.allSettled(all.map((run) => run.done)), deadline])
      await Promise.race([committing.then(commit).catch(() => {}), deadline])
      for (const run of all) run.lose()
      clearInterval(beater)
      await Promise.race([consumer.disconnect().catch(() => {}), deadline])
    },
  }
}
