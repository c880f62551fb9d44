/**
 * What a stream is, without brokers: a processor opens a partition and handles its batches; the runtime
 * (`partition-run.ts`, `stream.ts`) does the connecting, fencing, repeating, stopping and committing.
 */
import type { ProcessorSpec } from '../../domain/pipeline.ts'
import type { Poison } from '../../domain/poison.ts'
import type { StepLatency } from '../../domain/step-latency.ts'
import type { Cursor, CursorMove } from '../postgres/cursor.ts'
import type { Client } from '../postgres/pool.ts'
import type { DeadLetter, Source } from './dead-letters.ts'
import type { LogRecord } from './log-reader.ts'
import type { QueueBounds } from './record-queue.ts'
import type { OutRecord } from './sender.ts'

export type Batch = {
  readonly records: readonly LogRecord[]
  /** Below the cursor: decided before. Nothing new is decided, what was decided is repeated (R7). Never mixed. */
  readonly isReplay: boolean
  /** One after the last record. */
  readonly nextOffset: number
  /** SHA-256 of the last record, for the cursor (R5). */
  readonly priorSha256: Buffer
}

/** One partition in the hands of one worker, from assignment to loss. Each call throws when the partition was lost. */
export type PartitionContext = {
  readonly source: Source
  readonly cursor: Cursor
  /** Where reading began: at or below the cursor. */
  readonly startOffset: number
  /** Dead letters recorded at or beyond the start: repeated, not decided again. */
  readonly recorded: ReadonlyMap<number, Poison>
  /** One Postgres transaction that can succeed only once (R3). */
  decide<T>(work: (tx: Client) => Promise<CursorMove & { result: T }>): Promise<T>
  /** Keeps something in the cursor's state outside of a decision: what is true of the partition, whoever holds it. */
  remember(state: Record<string, unknown>): Promise<void>
  /** Resolves when every record is acknowledged, with the offset of each. */
  send(topic: string, records: readonly OutRecord[]): Promise<number[]>
  /** Sends letters that are recorded already. */
  sendDeadLetters(letters: readonly DeadLetter[]): Promise<void>
  /** @throws StopPartition when so many dead letters mean that the code is wrong; nothing is decided then. */
  admit(records: number, dead: number): void
  /** For figures: outcome → how many. */
  count(outcome: string, events: number): void
  /** For figures: of the process, how long after its record an event reached this step. What a replay repeats is not new. */
  readonly latency: StepLatency
}

export type PartitionHandler = {
  /** Decides, sends, and returns when both are durable. */
  handle(batch: Batch): Promise<void>
  /** Called between batches, at least each `tickMs`. */
  tick?(): Promise<void>
  /**
   * Processors whose decisions move no cursor (usage-relay): makes what was handled durable; called each second, before
   * Kafka offsets are committed. Where it is missing, what was handled is durable.
   */
  settle?(): Promise<void>
  /** The partition was lost or begins anew: gives back what is shared with other partitions. Decides nothing. */
  close?(): void
}

export type StreamProcessor = {
  readonly spec: ProcessorSpec
  /** A batch waits this long for more records: what it costs in latency, it saves in transactions. */
  readonly lingerMs: number
  readonly tickMs: number
  /** For who is in no hurry: a fetch waits for this much or this long, where the others are woken by every record. */
  readonly patience?: { readonly bytes: number; readonly ms: number }
  /** For who reads very many partitions: what may wait of each, and what one fetch brings of it. */
  readonly queue?: QueueBounds & { readonly fetchBytes: number; readonly fetchBytesInAll: number }
  /**
   * Records that handlers of all partitions may have in hand together; RECORDS_IN_HAND_MAX where it is missing. A handler
   * that waits for other partitions of its process must have no bound: those would wait for it.
   */
  readonly inHandMax?: number
  /** usage-relay resumes at its ledger (R28), the others at the committed offset (R4). */
  readonly resumesAtCursor: boolean
  /** Loads the memory of a partition: after each assignment and after each error. */
  open(context: PartitionContext): Promise<PartitionHandler>
}
