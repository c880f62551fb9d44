/**
 * R10 and R11, as pure decisions: what a line item that comes to the filter is, beside what is recorded of it. First
 * claim wins; a replay repeats; everything else is left out or decided again exactly once.
 */
import type { Decision } from './file-states.ts'
import type { Claim } from './line-item.ts'

type OriginKey = { readonly site: number; readonly topic: number; readonly partition: number; readonly offset: number }

/** What two deliveries of one event must agree in (R10). */
export type Facts = {
  readonly accountId: number
  readonly sku: number
  readonly units: number
  readonly nanos: number
  readonly startedAtMs: number
  readonly endedAtMs: number
}

export type Recorded = Facts & {
  readonly origin: OriginKey
  readonly attempt: number
  readonly decision: Decision
  readonly decidedBy: Claim
}

export type Arrival = Facts & {
  readonly origin: OriginKey
  readonly claim: Claim
  /** The attempt that a release undoes; null for everything else. */
  readonly releases: number | null
  /**
   * Of a release that repairs a loss (R20): the offset of billing.csv-files to which the books had been read when it was
   * proven; null for everything else.
   */
  readonly repairs: number | null
}

export type Verdict =
  | 'replay' // its own decision: repeated, emitted again
  | 'release' // a new decision with attempt + 1
  | 'redelivery' // the relay sent it again: not counted, not emitted
  | 'duplicate' // another delivery of the same event: counted, not emitted
  | 'conflict' // the same id with other values: a dead letter
  | 'stale_release' // a release of what was released already: nothing

const sameClaim = (a: Claim, b: Claim): boolean =>
  a.offset === b.offset && a.partition === b.partition && a.topic === b.topic

const sameOrigin = (a: OriginKey, b: OriginKey): boolean =>
  a.offset === b.offset && a.partition === b.partition && a.topic === b.topic && a.site === b.site

/** What was accepted may be in a file: only a repair undoes it, and only what has no row. */
const mayUndo = ({ decision }: Recorded, { repairs }: Arrival, isLost: boolean): boolean =>
  repairs === null ? decision !== 'accepted' : decision === 'accepted' && isLost

/** Columns are compared, not bytes: a newer relay may write more fields. The SKU carries the unit. */
const sameFacts = (a: Facts, b: Facts): boolean =>
  a.accountId === b.accountId &&
  a.sku === b.sku &&
  a.units === b.units &&
  a.nanos === b.nanos &&
  a.startedAtMs === b.startedAtMs &&
  a.endedAtMs === b.endedAtMs

/** `isLost`: the books were read as far as the repair says, and the recorded attempt has no row in them (R20). */
export const judge = (recorded: Recorded, arrival: Arrival, isLost = false): Verdict => {
  if (sameClaim(recorded.decidedBy, arrival.claim)) return 'replay'
  if (arrival.releases !== null)
    return arrival.releases === recorded.attempt && mayUndo(recorded, arrival, isLost) ? 'release' : 'stale_release'
  // From the same origin a difference is a newer relay's view of it: the first decision stands.
  if (sameOrigin(recorded.origin, arrival.origin)) return 'redelivery'
  return sameFacts(recorded, arrival) ? 'duplicate' : 'conflict'
}
