/**
 * Records of one partition between the fetch and the decision: bounded, in order, without gaps. kafkajs fetches
 * nothing while a handler runs, so handlers put here and return; pausing the partition is the back-pressure.
 */
import {
  QUEUE_BYTES_LEAST,
  QUEUE_BYTES_MAX,
  QUEUE_RECORDS_LEAST,
  QUEUE_RECORDS_MAX,
  QUEUE_RECORDS_RESUME,
  QUEUES_BYTES_MAX,
  QUEUES_RECORDS_MAX,
} from '../limits.ts'
import { FetchedRecord } from './fetched-record.ts'
import type { LogRecord } from './log-reader.ts'

/** Full at so many records or bytes; there is room again at `resume` records and half of the bytes. */
export type QueueBounds = { readonly records: number; readonly resume: number; readonly bytes: number }

const QUEUE: QueueBounds = { records: QUEUE_RECORDS_MAX, resume: QUEUE_RECORDS_RESUME, bytes: QUEUE_BYTES_MAX }

const RECORD_OVERHEAD_BYTES = 100

/** Asking a fetched record for its value makes a Buffer. */
const sizeOf = (record: LogRecord): number =>
  (record instanceof FetchedRecord ? record.valueLength : (record.value?.length ?? 0)) + RECORD_OVERHEAD_BYTES

/** What waits in all queues of a process. */
export class QueueTally {
  records = 0
  bytes = 0

  get isFull(): boolean {
    return this.records >= QUEUES_RECORDS_MAX || this.bytes >= QUEUES_BYTES_MAX
  }
  get hasRoom(): boolean {
    return this.records <= QUEUES_RECORDS_MAX * 0.75 && this.bytes <= QUEUES_BYTES_MAX * 0.75
  }
}

export class RecordQueue {
  #records: LogRecord[] = []
  #at = 0
  #bytes = 0
  #wake: (() => void) | undefined
  #next: number
  readonly #all: QueueTally
  readonly #bounds: QueueBounds

  /** `next`: the offset that must come first. `all`: what waits in this and the other queues of the process. */
  constructor(next: number, all = new QueueTally(), bounds: QueueBounds = QUEUE) {
    this.#next = next
    this.#all = all
    this.#bounds = bounds
  }

  /** The offset after the last record put. */
  get next(): number {
    return this.#next
  }
  get length(): number {
    return this.#records.length - this.#at
  }
  get isFull(): boolean {
    if (this.length >= this.#bounds.records || this.#bytes >= this.#bounds.bytes) return true
    return this.#all.isFull && !this.#isLow
  }
  get hasRoom(): boolean {
    if (this.length > this.#bounds.resume || this.#bytes > this.#bounds.bytes / 2) return false
    return this.#all.hasRoom || this.#isLow
  }
  /** So little that other partitions' queues are no reason to wait: each goes on, however many there are. */
  get #isLow(): boolean {
    return this.length < QUEUE_RECORDS_LEAST && this.#bytes < QUEUE_BYTES_LEAST
  }

  /** Records below `next` were seen already and are passed over. */
  put(records: LogRecord[]): void {
    for (const record of records) {
      if (record.offset < this.#next) continue
      this.#records.push(record)
      this.#count(1, sizeOf(record))
      this.#next = record.offset + 1
    }
    this.wake()
  }

  /** A gap that was checked: nothing is between here and `offset`. */
  skipTo(offset: number): void {
    this.#next = Math.max(this.#next, offset)
  }

  peek(): LogRecord | undefined {
    return this.#records[this.#at]
  }

  /** Ends a wait. */
  wake(): void {
    this.#wake?.()
    this.#wake = undefined
  }

  /** Resolves when there is a record, or when woken. */
  async wait(): Promise<void> {
    if (this.length > 0) return
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }

  /** At most `most` records, none at or beyond `before` when given. */
  take(most: number, before = Number.MAX_SAFE_INTEGER): LogRecord[] {
    let end = Math.min(this.#at + most, this.#records.length)
    if ((this.#records[end - 1]?.offset ?? 0) >= before)
      while (end > this.#at && this.#records[end - 1]!.offset >= before) end--
    const taken = this.#records.slice(this.#at, end)
    for (const record of taken) this.#count(-1, -sizeOf(record))
    this.#at = end
    if (this.#at === this.#records.length || this.#at > 4_096) {
      this.#records = this.#records.slice(this.#at)
      this.#at = 0
    }
    return taken
  }

  /** Gives up what waits: nobody will take it. */
  drop(): void {
    this.take(this.length)
  }

  #count(records: number, bytes: number): void {
    this.#bytes += bytes
    this.#all.records += records
    this.#all.bytes += bytes
  }
}
