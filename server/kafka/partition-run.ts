/**
 * One partition in the hands of this worker, from assignment to loss: load, seek, then batch after batch. Whatever
 * goes wrong, memory is dropped and loaded again (R3); what the world does just now is waited for; what can never work
 * stops the partition and waits for a person.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { StormWindow } from '../../domain/dead-letter-storm.ts'
import { Poison } from '../../domain/poison.ts'
import {
  BACKOFF_FIRST_MS,
  BACKOFF_MAX_MS,
  BATCH_RECORDS_FIRST,
  BATCH_RECORDS_MAX,
  BEAT_MS,
  STORM_RECORDS_MIN,
  STORM_SHARE_MAX,
  STORM_WINDOW_MS,
} from '../limits.ts'
import { type Cursor, FenceLost } from '../postgres/cursor.ts'
import type { Pool } from '../postgres/pool.ts'
import { inWords, isWorldAway } from '../world-away.ts'
import type { Hydro } from './client.ts'
import { recordedDeadLetters, type Source } from './dead-letters.ts'
import type { Figures } from './figures.ts'
import { findGap, firstGap } from './gap.ts'
import type { InHand } from './in-hand.ts'
import type { LogRecord } from './log-reader.ts'
import { partitionContext, TooFewToJudge } from './partition-context.ts'
import type { Batch, PartitionContext, PartitionHandler, StreamProcessor } from './processor.ts'
import { recordSha256 } from './record-digest.ts'
import { type QueueTally, RecordQueue } from './record-queue.ts'
import type { Sender } from './sender.ts'
import { findStart } from './start.ts'
import { lostRange, poisonStop, recordStop, StopPartition, standingStop } from './stop.ts'

/** The partition belongs to someone else now: everything in memory is worth nothing. */
class PartitionLost extends Error {}
export type PartitionState = 'starting' | 'running' | 'waiting' | 'stopped'

export type RunDeps = {
  readonly processor: StreamProcessor
  readonly pool: Pool
  readonly hydro: Hydro
  readonly sender: Sender
  readonly figures: Figures
  readonly log: Logger
  /** Of all partitions of the process. */
  readonly queues: QueueTally
  readonly inHand: InHand
  /** Partitions of `<processor>.dead-letter`. */
  readonly letterPartitions: number
  /** Asks the consumer to deliver from here; nothing is delivered before. */
  seekAndResume(run: PartitionRun, offset: number): void
  pause(run: PartitionRun): void
  /** Commits what is durable, of every partition; never throws. */
  commit(): Promise<void>
  /** A defect or a send in doubt: the process must end. */
  fatal(error: Error): void
}

const STOP_POLL_MS = 1_000
const STOP_COMMIT_MS = 2_000

export class PartitionRun {
  readonly source: Source
  readonly #deps: RunDeps
  #lost = false
  #finishing = false
  #queue: RecordQueue | undefined
  #paused = true
  #canGrow = false
  #handledTo = -1
  #cursor: Cursor | undefined
  #handler: PartitionHandler | undefined
  #failure: Error | undefined
  /** Where reading cannot go on, once what is in front of it is durable. */
  #gap: StopPartition | undefined
  /** Beats of the process's clock so far. */
  #beats = 0
  /** Resolves when nothing of this run goes on any more. */
  readonly done: Promise<void>
  state: PartitionState = 'starting'
  message = ''
  since = new Date()

  constructor(deps: RunDeps, source: Source) {
    this.#deps = deps
    this.source = source
    this.done = this.#run().catch((error: Error) => {
      if (!this.#lost) deps.fatal(error)
    })
  }

  /** From now on nothing is decided, sent or committed for this run. */
  lose(): void {
    this.#lost = true
    this.#queue?.wake()
  }
  /** Takes no more batches, makes durable what is in hand, and ends. */
  finish(): void {
    this.#finishing = true
    this.#queue?.wake()
  }
  /** Each BEAT_MS, of all partitions at once: each with a timer of its own would wake an idle process all the time. */
  beat(): void {
    this.#beats++
    this.#queue?.wake()
  }
  get nextOffset(): number | null {
    return this.#cursor?.nextOffset ?? null
  }
  get queued(): number {
    return this.#queue?.length ?? 0
  }
  get committedOffset(): number | null {
    return this.#cursor?.committedOffset ?? null
  }
  /** One after the last record whose work is durable: what may be committed. −1: nothing new. */
  get durableTo(): number {
    if (this.#lost || !this.#cursor || this.#handledTo < 0) return -1
    const durable = this.#handler?.settle ? Math.min(this.#handledTo, this.#cursor.nextOffset) : this.#handledTo
    return durable > this.#cursor.committedOffset ? durable : -1
  }
  committed(offset: number): void {
    if (this.#cursor && offset > this.#cursor.committedOffset) this.#cursor.committedOffset = offset
  }

  /** Called by the consumer's handler: synchronous, so that no batch of an older assignment gets in. */
  put(records: LogRecord[]): 'taken' | 'not ready' | 'gap' {
    const queue = this.#queue
    if (this.#lost || this.#paused || !queue || records.length === 0) return 'not ready'
    const gapAt = firstGap(this.source.topic, records, queue.next)
    if (gapAt >= 0) {
      queue.put(records.slice(0, gapAt))
      void this.#checkGap(queue)
      return 'gap'
    }
    queue.put(records)
    if (queue.isFull) this.#pause()
    return 'taken'
  }

  #pause(): void {
    this.#paused = true
    this.#deps.pause(this)
  }
  #resumeAt(offset: number): void {
    this.#paused = false
    this.#deps.seekAndResume(this, offset)
  }

  /** A batch that begins too late is either a stale fetch or a real gap: the log decides. */
  async #checkGap(queue: RecordQueue): Promise<void> {
    this.#pause()
    try {
      const gap = await findGap(this.#deps.hydro, this.source, queue.next)
      if (this.#lost || this.#queue !== queue) return
      // A gap below the cursor was accepted by a person.
      if (gap?.lost && gap.to > (this.#cursor?.nextOffset ?? 0)) {
        this.#gap = lostRange(this.source, queue.next, gap.to, gap.lost)
        return queue.wake() // what is in front of the loss is made durable before the stop
      }
      if (gap) queue.skipTo(gap.to)
      this.#resumeAt(queue.next)
    } catch (error) {
      this.#fail(error as Error)
    }
  }

  #fail(error: Error): void {
    this.#failure = error
    this.#queue?.wake()
  }

  #set(state: PartitionState, message = ''): void {
    if (state !== this.state) this.since = new Date()
    this.state = state
    this.message = message
  }

  async #run(): Promise<void> {
    let backoff = BACKOFF_FIRST_MS
    while (!this.#lost && !this.#finishing) {
      try {
        await this.#standStill()
        const { context, handler, queue } = await this.#load()
        this.#set('running')
        backoff = BACKOFF_FIRST_MS
        await this.#work(context, handler, queue)
      } catch (error) {
        const at = this.#cursor?.nextOffset ?? 0
        // What is in front of a stop is durable: committed now, so that nothing of it is repeated when a person resumes.
        if (error instanceof StopPartition || error instanceof Poison)
          await Promise.race([this.#deps.commit(), sleep(STOP_COMMIT_MS)])
        this.#forget()
        if (this.#lost || error instanceof PartitionLost) return
        if (error instanceof FenceLost) {
          this.#deps.log.warn({ ...this.source }, error.message)
        } else if (error instanceof StopPartition || error instanceof Poison) {
          await this.#stop(error, at)
        } else if (isWorldAway(error)) {
          this.#set('waiting', inWords(error))
          this.#deps.log.warn({ ...this.source, error: inWords(error) }, 'waiting: the world does not work just now')
        } else {
          throw error
        }
        await sleep(backoff)
        backoff = Math.min(backoff * 2, BACKOFF_MAX_MS)
      }
    }
  }

  #forget(): void {
    if (!this.#paused && !this.#lost) this.#pause()
    this.#handler?.close?.()
    this.#queue?.drop()
    this.#queue = undefined
    this.#cursor = undefined
    this.#handledTo = -1
    this.#failure = undefined
    this.#gap = undefined
  }

  async #stop(error: StopPartition | Poison, at: number): Promise<void> {
    const stop = error instanceof StopPartition ? error : poisonStop(this.source, at, error)
    this.#set('stopped', stop.whatHappened)
    this.#deps.log.error({ ...this.source, kind: stop.kind, at: stop.at }, stop.whatHappened)
    await recordStop(this.#deps.pool, this.source, stop).catch(() => {})
  }

  /** Waits while a person has to look. A stop outlives the process: the row says so until someone resumes. */
  async #standStill(): Promise<void> {
    for (;;) {
      if (this.#lost || this.#finishing) throw new PartitionLost()
      const stop = await standingStop(this.#deps.pool, this.source)
      if (!stop) return
      this.#set('stopped', stop.what_happened)
      await sleep(STOP_POLL_MS)
    }
  }

  async #load(): Promise<{ context: PartitionContext; handler: PartitionHandler; queue: RecordQueue }> {
    const { processor, pool, hydro } = this.#deps
    if (this.state !== 'waiting') this.#set('starting')
    const { cursor, from, allowance, isNewEpoch } = await findStart({ pool, hydro, processor, source: this.source })
    this.#check()
    const recorded = await recordedDeadLetters(pool, this.source, from)
    const storm = new StormWindow(
      { windowMs: STORM_WINDOW_MS, recordsMin: STORM_RECORDS_MIN, shareMax: STORM_SHARE_MAX },
      allowance,
    )
    this.#cursor = cursor
    const loaded = { cursor, from, recorded, storm, canGrow: () => this.#canGrow }
    const context = partitionContext(this.#deps, this.source, loaded, () => this.#check())
    const handler = await processor.open(context)
    this.#handler = handler
    this.#check()
    const queue = new RecordQueue(from, this.#deps.queues, processor.queue)
    this.#queue = queue
    // Committed at once: another start must not find the offset that a person has already looked at.
    if (isNewEpoch) {
      this.#handledTo = from
      cursor.committedOffset = from - 1
    }
    this.#resumeAt(from)
    return { context, handler, queue }
  }

  #check(): void {
    if (this.#lost) throw new PartitionLost()
    if (this.#failure) throw this.#failure
  }

  /**
   * Says whether there was a batch. A function of its own: one that waits for the next batch would keep this one, and its
   * fetch, in memory.
   */
  async #handleNext(
    context: PartitionContext,
    handler: PartitionHandler,
    queue: RecordQueue,
    most: number,
  ): Promise<boolean> {
    // A batch never straddles the cursor: below it decisions are repeated, beyond it they are made.
    const isReplay = (queue.peek()?.offset ?? context.cursor.nextOffset) < context.cursor.nextOffset
    const records = queue.take(most, isReplay ? context.cursor.nextOffset : undefined)
    if (this.#paused && !this.#gap && queue.hasRoom) this.#resumeAt(queue.next)
    if (records.length === 0) {
      if (!this.#gap) return false
      await handler.settle?.()
      throw this.#gap
    }
    this.#canGrow = !isReplay && most < STORM_RECORDS_MIN && queue.length > 0
    await handler.handle(batchOf(records, isReplay)).catch((error) => {
      if (!(error instanceof TooFewToJudge)) throw error
      this.#canGrow = false
      records.push(...queue.take(STORM_RECORDS_MIN - records.length))
      return handler.handle(batchOf(records, isReplay)) // nothing of the smaller one was decided
    })
    this.#check()
    this.#handledTo = records.at(-1)!.offset + 1
    this.#deps.figures.batch(this.source.topic, records.length)
    return true
  }

  async #work(context: PartitionContext, handler: PartitionHandler, queue: RecordQueue): Promise<void> {
    const { processor, inHand } = this.#deps
    let [tickedAt, settledAt] = [this.#beats, this.#beats]
    let most = BATCH_RECORDS_FIRST
    for (;;) {
      this.#check() // lost meanwhile: no beat would end the wait
      await queue.wait()
      this.#check()
      if (this.#finishing) {
        await handler.settle?.()
        return
      }
      // What a partition reads first is late already.
      const mayLinger = processor.lingerMs > 0 && most > BATCH_RECORDS_FIRST
      if (mayLinger && queue.length > 0 && queue.length < BATCH_RECORDS_MAX / 4) await sleep(processor.lingerMs)
      this.#check()
      const count = Math.min(queue.length, most)
      if (count > 0) await inHand.enter(count) // a beat without records waits for nobody
      try {
        this.#check()
        if (this.#finishing) continue
        if (await this.#handleNext(context, handler, queue, count)) most = Math.min(2 * most, BATCH_RECORDS_MAX)
      } finally {
        inHand.leave(count)
      }
      if (handler.tick && (this.#beats - tickedAt) * BEAT_MS >= processor.tickMs) {
        tickedAt = this.#beats
        await handler.tick()
      }
      if (handler.settle && this.#beats > settledAt) {
        settledAt = this.#beats
        await handler.settle()
      }
    }
  }
}

const batchOf = (records: readonly LogRecord[], isReplay: boolean): Batch => {
  const last = records.at(-1)!
  return { records, isReplay, nextOffset: last.offset + 1, priorSha256: recordSha256(last) }
}
