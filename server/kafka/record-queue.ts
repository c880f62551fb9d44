/**
 * Records of one partition between the fetch and the decision: bounded, in order, without gaps. kafkajs fetches
 * nothing while a handler runs, so handlers put here and return; pausing the partition is the back-pressure.
 */
import { QUEUE_BYTES_MAX, QUEUE_RECORDS_MAX, QUEUE_RECORDS_RESUME } from '../limits.ts'
import { FetchedRecord } from './fetched-record.ts'
import type { LogRecord } from './log-reader.ts'

/** Full at so many records or bytes; there is room again at `resume` records and half of the bytes. */
export type QueueBounds = { readonly records: number; readonly resume: number; readonly bytes: number }

const QUEUE: QueueBounds = { records: QUEUE_RECORDS_MAX, resume: QUEUE_RECORDS_RESUME, bytes: QUEUE_BYTES_MAX }

const RECORD_OVERHEAD_BYTES = 100

/** Asking a fetched record for its value makes a Buffer. */
const sizeOf = (record: LogRecord): number =>
  (record instanceof FetchedRecord ? record.valueLength : (record.value?.length ?? 0)) + RECORD_OVERHEAD_BYTES

export class RecordQueue {
  #records: LogRecord[] = []
  #at = 0
  #bytes = 0
  #wake: (() => void) | undefined
  #next: number
  readonly #bounds: QueueBounds

  /** `next`: the offset that must come first. */
  constructor(next: number, bounds: QueueBounds = QUEUE) {
    this.#next = next
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
    return this.length >= this.#bounds.records || this.#bytes >= this.#bounds.bytes
  }
  get hasRoom(): boolean {
    return this.length <= this.#bounds.resume && this.#bytes <= this.#bounds.bytes / 2
  }

  /** Records below `next` were seen already and are passed over. */
  put(records: LogRecord[]): void {
    for (const record of records) {
      if (record.offset < this.#next) continue
      this.#records.push(record)
      this.#bytes += sizeOf(record)
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
    for (const record of taken) this.#bytes -= sizeOf(record)
    this.#at = end
    if (this.#at === this.#records.length || this.#at > 4_096) {
      this.#records = this.#records.slice(this.#at)
      this.#at = 0
    }
    return taken
  }
}
