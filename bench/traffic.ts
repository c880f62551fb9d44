/** The events of a run: the same bytes for floor and pipeline, and for every round. */
import { expectedBooks } from '../simulators/traffic/expected.ts'
import { generateEvents, type TrafficEvent, type TrafficOptions } from '../simulators/traffic/generate.ts'
import { type DemoAccount, makePopulation } from '../simulators/traffic/population.ts'

/** Invented time between events: at 1,000 a second a million events span 17 minutes. */
const RATE_PER_SECOND = 1_000

export type BenchTraffic = {
  readonly accounts: readonly DemoAccount[]
  readonly options: TrafficOptions & { readonly count: number }
  readonly events: () => Generator<TrafficEvent>
  /** Rows that must be booked in the end, worked out apart from the product. */
  readonly accepted: () => number
}

const made = new Map<number, BenchTraffic>()
const startedAt = Date.now()

/**
 * `count` events with the shares of duplicates, malformed and not submittable events that tests use (1 %, 0.5 %, 8 %).
 * They end a minute before this run began, so that usage topics, which keep a week, hold all of up to 500 million.
 */
export const benchTraffic = (count: number): BenchTraffic => {
  const known = made.get(count)
  if (known) return known
  const accounts = makePopulation()
  const startMs = startedAt - 60_000 - (count / RATE_PER_SECOND) * 1_000
  const options = { seed: 1, count, startMs, ratePerSecond: RATE_PER_SECOND, accounts }
  let accepted: number | undefined
  const traffic: BenchTraffic = {
    accounts,
    options,
    events: () => generateEvents(options),
    accepted: () => {
      accepted ??= expectedBooks(options).accepted
      return accepted
    },
  }
  made.set(count, traffic)
  return traffic
}
