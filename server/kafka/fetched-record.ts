/**
 * A record as it lies in a fetch: its key, value and headers are read where they lie, when somebody asks. kafkajs makes
 * some thirty objects, BigInts and texts of each record and copies its headers once per header (docs/performance.md).
 */
import type { Origin } from './headers.ts'
import type { LogRecord } from './log-reader.ts'
import { type RecordHeaders, readHeaders, readOrigin } from './record-headers.ts'

/** What is true of every record of a record batch, as kafkajs asks for it to leave out aborted transactions. */
export type BatchContext = {
  readonly producerId: string
  readonly inTransaction: boolean
  readonly isControl: boolean
  /** Set by aborted-records.ts before kafkajs sees the batch. */
  isAborted: boolean
}

/** Where the parts of a record are in the bytes of its fetch; a length below zero is a null. */
export type RecordPlaces = {
  bytes: Buffer
  keyAt: number
  keyLength: number
  valueAt: number
  valueLength: number
  headersAt: number
}

export class FetchedRecord implements LogRecord {
  readonly offset: number
  readonly timestampMs: number
  readonly batchContext: BatchContext
  readonly #bytes: Buffer
  readonly #keyAt: number
  readonly #keyLength: number
  readonly #valueAt: number
  readonly #valueLength: number
  readonly #headersAt: number
  #value: Buffer | null | undefined

  /** Places in `bytes`; a length below zero is a null. Flat, because there is one call for every event and hop. */
  constructor(
    bytes: Buffer,
    context: BatchContext,
    offset: number,
    timestampMs: number,
    keyAt: number,
    keyLength: number,
    valueAt: number,
    valueLength: number,
    headersAt: number,
  ) {
    this.#bytes = bytes
    this.batchContext = context
    this.offset = offset
    this.timestampMs = timestampMs
    this.#keyAt = keyAt
    this.#keyLength = keyLength
    this.#valueAt = valueAt
    this.#valueLength = valueLength
    this.#headersAt = headersAt
  }

  /** What kafkajs passes over and counts as read. */
  get isControlRecord(): boolean {
    return this.batchContext.isControl || this.batchContext.isAborted
  }
  get key(): Buffer | null {
    return this.#keyLength < 0 ? null : this.#bytes.subarray(this.#keyAt, this.#keyAt + this.#keyLength)
  }
  get value(): Buffer | null {
    if (this.#value === undefined)
      this.#value =
        this.#valueLength < 0 ? null : this.#bytes.subarray(this.#valueAt, this.#valueAt + this.#valueLength)
    return this.#value
  }
  /** Bytes; 0 for a null. */
  get valueLength(): number {
    return Math.max(this.#valueLength, 0)
  }
  get headers(): RecordHeaders {
    return readHeaders(this.#bytes, this.#headersAt)
  }
  /** For who only copies a record: nothing is made of it. */
  placesInto(places: RecordPlaces): void {
    places.bytes = this.#bytes
    places.keyAt = this.#keyAt
    places.keyLength = this.#keyLength
    places.valueAt = this.#valueAt
    places.valueLength = this.#valueLength
    places.headersAt = this.#headersAt
  }
  /** `hydro-origin-*`, without reading the other headers. */
  get origin(): Origin | undefined {
    return readOrigin(this.#bytes, this.#headersAt)
  }
}
