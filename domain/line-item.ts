import { Poison } from './poison.ts'
import { quantity } from './quantity.ts'

/** The numbers of hydro.usage.v1.RepositoryVisibility. */
export const VISIBILITY = { unspecified: 0, public: 1, private: 2, internal: 3 } as const
/** The numbers of hydro.usage.v1.Runner. */
export const RUNNER = { unspecified: 0, hosted: 1, selfHosted: 2 } as const

/** One usage event, normalised: equal for every delivery of the event, so it says nothing of where it came from. */
export type LineItem = {
  /** 16 bytes, UUIDv8 (R13). May be a slice of a larger buffer, as may `eventId`: copy it to keep it for long. */
  readonly lineItemId: Buffer
  /** 16 bytes */
  readonly eventId: Buffer
  readonly accountId: number
  readonly sku: string
  readonly unitOfMeasure: string
  readonly units: number
  readonly nanos: number
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly repositoryName: string
  /** `VISIBILITY`; 0 where the event does not say. */
  readonly repositoryVisibility: number
  /** `RUNNER`; 0 where the event does not say. */
  readonly runner: number
}

/** The numbers of hydro.billing.v1.ClaimTopic. */
export const CLAIM_TOPIC = { 'billing.line-items': 1, 'submission-filter.retry': 2 } as const

/** Which record the filter read when it decided (protocol, Words). */
export type Claim = {
  /** `CLAIM_TOPIC` */
  readonly topic: number
  readonly partition: number
  readonly offset: number
}

/** What a row needs and the decision froze (R12): rendering looks nothing up. */
export type Frozen = {
  readonly claim: Claim
  readonly attempt: number
  readonly zuoraAccountNumber: string
  /** Empty: usage counts on every subscription of the account with the unit. */
  readonly zuoraSubscriptionNumber: string
  /** Where the usage event was recorded; empty from an earlier release. Latency is measured by it, nothing is billed by it. */
  readonly originSite: string
}

/** First and last millisecond that ids, Postgres and four-digit years in a CSV file all can hold. */
export const TIME_MS_MIN = 0
export const TIME_MS_MAX = Date.UTC(10_000, 0, 1) - 1

/** @throws Poison bad_time unless `ms` is a whole millisecond of the years 1970 to 9999 */
export const checkTime = (ms: number | null, field: string): number => {
  if (ms === null) throw new Poison('bad_time', `${field} is missing`)
  if (!Number.isInteger(ms) || ms < TIME_MS_MIN || ms > TIME_MS_MAX) {
    throw new Poison('bad_time', `${field} is ${ms} ms, which is outside the years 1970 to 9999`)
  }
  return ms
}

/** @throws Poison bad_account unless it is a whole number above 0 that a double holds exactly */
export const checkAccountId = (accountId: number): number => {
  if (!Number.isSafeInteger(accountId) || accountId <= 0) {
    throw new Poison('bad_account', `account_id ${accountId} is not a whole number above 0`)
  }
  return accountId
}

/**
 * What came from billing.line-items is checked once when it is decoded, so that nothing behind the filter can fail.
 * @throws Poison
 */
export const checkLineItem = (item: LineItem): void => {
  if (item.lineItemId.length !== 16) throw new Poison('undecodable', 'line_item_id does not have 16 bytes')
  if (item.eventId.length !== 16) throw new Poison('bad_event_id', 'event_id does not have 16 bytes')
  checkAccountId(item.accountId)
  if (item.sku === '') throw new Poison('unknown_sku', 'sku is empty')
  if (item.unitOfMeasure === '') throw new Poison('wrong_unit', 'unit_of_measure is empty')
  quantity(item.units, item.nanos)
  checkTime(item.startedAtMs, 'started_at_ms')
  checkTime(item.endedAtMs, 'ended_at_ms')
  if (item.endedAtMs < item.startedAtMs) throw new Poison('bad_time', 'ended_at_ms is before started_at_ms')
}
