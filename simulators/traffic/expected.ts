/**
 * What must come out of a run of generated traffic, worked out apart from the product: the quantities here are computed
 * with BigInt from the rules of the design, not by `domain/normalise.ts`, so that tests compare two answers.
 */
import { SEED_SKUS } from '../../domain/catalogue.ts'
import type { Reason } from '../../domain/reasons.ts'
import type { UsageEvent } from '../../domain/usage.ts'
import { generateEvents, type TrafficEvent, type TrafficOptions } from './generate.ts'
import type { Malformed } from './malformed.ts'

export type ExpectedLineItem = {
  readonly lineItemId: string
  readonly eventId: string
  readonly accountId: number
  readonly sku: string
  readonly unitOfMeasure: string
  readonly units: number
  readonly nanos: number
  readonly startedAtMs: number
  readonly endedAtMs: number
  /** null: accepted. */
  readonly reason: Reason | null
}

export type ExpectedBooks = {
  events: number
  accepted: number
  rejected: number
  duplicates: number
  malformed: number
  readonly rejectedBy: Map<Reason, number>
  readonly malformedBy: Map<Malformed, number>
  /** Events by site index and topic, `0/usage.actions`. */
  readonly sentTo: Map<string, number>
  /** Accepted quantity by unit of measure, in units of 10^-9. */
  readonly nanosByUnit: Map<string, bigint>
}

const emptyBooks = (): ExpectedBooks => ({
  events: 0,
  accepted: 0,
  rejected: 0,
  duplicates: 0,
  malformed: 0,
  rejectedBy: new Map(),
  malformedBy: new Map(),
  sentTo: new Map(),
  nanosByUnit: new Map(),
})

const add = <K>(counts: Map<K, number>, key: K): void => void counts.set(key, (counts.get(key) ?? 0) + 1)

/** Goes over the events once; `visit` is called for every line item, accepted or rejected, and once only. */
export const expectedBooks = (
  options: TrafficOptions & { readonly count: number },
  visit?: (item: ExpectedLineItem) => void,
): ExpectedBooks => {
  const books = emptyBooks()
  for (const event of generateEvents(options)) addToBooks(books, event, visit)
  return books
}

/** The same, event by event, for a run that is still going. */
export const addToBooks = (
  books: ExpectedBooks,
  { site, topic, expected }: TrafficEvent,
  visit?: (item: ExpectedLineItem) => void,
): void => {
  books.events++
  add(books.sentTo, `${site}/${topic}`)
  if (expected.kind === 'malformed') {
    books.malformed++
    add(books.malformedBy, expected.malformed)
    return
  }
  if (expected.kind === 'duplicate') {
    books.duplicates++
    return
  }
  const reason = expected.kind === 'rejected' ? expected.reason : null
  const item = expectedLineItem(expected.event, expected.lineItemId, reason)
  if (reason === null) {
    books.accepted++
    const nanos = BigInt(item.units) * 1_000_000_000n + BigInt(item.nanos)
    books.nanosByUnit.set(item.unitOfMeasure, (books.nanosByUnit.get(item.unitOfMeasure) ?? 0n) + nanos)
  } else {
    books.rejected++
    add(books.rejectedBy, reason)
  }
  visit?.(item)
}

const UNIT_OF = new Map(SEED_SKUS.map((s) => [s.sku, s.unitOfMeasure]))

const expectedLineItem = (event: UsageEvent, lineItemId: string, reason: Reason | null): ExpectedLineItem => {
  const { nanos, startedAtMs, endedAtMs } = measured(event)
  return {
    lineItemId,
    eventId: event.eventId,
    accountId: event.accountId,
    sku: event.sku,
    unitOfMeasure: UNIT_OF.get(event.sku) ?? '',
    units: Number(nanos / 1_000_000_000n),
    nanos: Number(nanos % 1_000_000_000n),
    startedAtMs,
    endedAtMs,
    reason,
  }
}

const GIB = 2n ** 30n
const NANOS = 1_000_000_000n
/** Half up at the last place. */
const divideHalfUp = (numerator: bigint, denominator: bigint): bigint =>
  (2n * numerator + denominator) / (2n * denominator)

type Measured = { nanos: bigint; startedAtMs: number; endedAtMs: number }

const measured = (event: UsageEvent): Measured => {
  switch (event.topic) {
    case 'usage.actions': {
      const startedAtMs = event.startedAtMs ?? 0
      const endedAtMs = event.endedAtMs ?? 0
      const minutes = (BigInt(endedAtMs - startedAtMs) + 59_999n) / 60_000n
      return { nanos: minutes * NANOS, startedAtMs, endedAtMs }
    }
    case 'usage.packages': {
      const at = event.transferredAtMs ?? 0
      return { nanos: divideHalfUp(BigInt(event.bytesTransferred) * NANOS, GIB), startedAtMs: at, endedAtMs: at }
    }
    case 'usage.storage': {
      const startedAtMs = event.periodStartMs ?? 0
      const endedAtMs = event.periodEndMs ?? 0
      const byteMs = BigInt(event.storedBytes) * BigInt(endedAtMs - startedAtMs)
      return { nanos: divideHalfUp(byteMs * NANOS, GIB * 3_600_000n), startedAtMs, endedAtMs }
    }
    case 'usage.metered': {
      const { units, nanos } = event.quantity ?? { units: 0, nanos: 0 }
      return {
        nanos: BigInt(units) * NANOS + BigInt(nanos),
        startedAtMs: event.usageStartMs ?? 0,
        endedAtMs: event.usageEndMs ?? 0,
      }
    }
  }
}
