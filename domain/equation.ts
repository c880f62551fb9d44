/**
 * The conservation equation (contract): events in = submitted + rejected + duplicates + dead letters + set aside + in
 * files not yet submitted + in flight, and what is left over is the difference. Pure; counts are events.
 *
 * What is in flight is not what is missing from the sum: it is bounded by what the logs between the steps still hold.
 * When they are empty nothing is in flight, and whatever has no place is a difference.
 */
import type { Equation } from './api/reconciliation.ts'

/** What the ledgers count, for one site, topic and product, or for a sum of them. */
export type Counts = {
  /** The relay's ledger over the usage topics: each event once, whatever became of it. */
  readonly eventsIn: number
  /** Dead letters ever counted by relay and filter, less those that were sent again. */
  readonly deadLetters: number
  readonly duplicates: number
  /** The filter's ledger; releases took theirs out again. */
  readonly rejected: number
  readonly accepted: number
  readonly setAside: number
  /** Rows of files that Zuora took or imported, and of the others. */
  readonly submitted: number
  readonly inFiles: number
}

/** Records that wait between two steps, now: an upper bound of what can be in flight there. */
export type LogHolds = { readonly beforeRelay: number; readonly beforeFilter: number; readonly beforeBooks: number }

export const NO_COUNTS: Counts = {
  eventsIn: 0,
  deadLetters: 0,
  duplicates: 0,
  rejected: 0,
  accepted: 0,
  setAside: 0,
  submitted: 0,
  inFiles: 0,
}

export const addCounts = (a: Counts, b: Counts): Counts => ({
  eventsIn: a.eventsIn + b.eventsIn,
  deadLetters: a.deadLetters + b.deadLetters,
  duplicates: a.duplicates + b.duplicates,
  rejected: a.rejected + b.rejected,
  accepted: a.accepted + b.accepted,
  setAside: a.setAside + b.setAside,
  submitted: a.submitted + b.submitted,
  inFiles: a.inFiles + b.inFiles,
})

/** Events that the relay counted and no decision of the filter, dead letter or duplicate accounts for. */
const undecided = (c: Counts): number =>
  c.eventsIn - c.deadLetters - c.duplicates - c.rejected - c.accepted - c.setAside
/** Accepted line items that no booked row accounts for. */
const unbooked = (c: Counts): number => c.accepted - c.submitted - c.inFiles

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most)

/**
 * `holds` null: Kafka did not answer, so nothing is proven; all that has no place counts as in flight.
 * The relay's ledger moves up to a second after its records do: until then the filter may have counted more than
 * "events in" says. Such events are counted as in at once, up to what the relay has not put into its ledger yet.
 */
export const equationOf = (counts: Counts, holds: LogHolds | null): Equation => {
  const before = undecided(counts)
  const after = unbooked(counts)
  const early = before < 0 ? Math.min(-before, holds?.beforeRelay ?? -before) : 0
  const beforeInFlight = clamp(before, 0, holds?.beforeFilter ?? Number.MAX_SAFE_INTEGER)
  const afterInFlight = clamp(after, 0, holds?.beforeBooks ?? Number.MAX_SAFE_INTEGER)
  const inFlight = beforeInFlight + afterInFlight
  return {
    eventsIn: String(counts.eventsIn + early),
    submitted: String(counts.submitted),
    rejected: String(counts.rejected),
    duplicates: String(counts.duplicates),
    deadLetters: String(counts.deadLetters),
    setAside: String(counts.setAside),
    inFiles: String(counts.inFiles),
    inFlight: String(inFlight),
    difference: String(before + early + after - inFlight),
  }
}
