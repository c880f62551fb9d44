import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { equationOf, NO_COUNTS } from './equation.ts'

const n = fc.nat(1000)
const EMPTY = { beforeRelay: 0, beforeFilter: 0, beforeBooks: 0 }

describe('the conservation equation', () => {
  it('always adds up to what came in', () => {
    const counts = fc.record({
      eventsIn: n,
      deadLetters: n,
      duplicates: n,
      rejected: n,
      accepted: n,
      setAside: n,
      submitted: n,
      inFiles: n,
    })
    const holds = fc.option(fc.record({ beforeRelay: n, beforeFilter: n, beforeBooks: n }))
    fc.assert(
      fc.property(counts, holds, (given, held) => {
        const e = equationOf(given, held)
        const sum = [
          e.submitted,
          e.rejected,
          e.duplicates,
          e.deadLetters,
          e.setAside,
          e.inFiles,
          e.inFlight,
          e.difference,
        ].reduce((a, b) => a + BigInt(b), 0n)
        expect(sum).toBe(BigInt(e.eventsIn))
      }),
    )
  })
  it('is a difference when the logs are empty and something has no place', () => {
    expect(equationOf({ ...NO_COUNTS, eventsIn: 10, accepted: 9, submitted: 9 }, EMPTY)).toMatchObject({
      inFlight: '0',
      difference: '1',
    })
    expect(equationOf({ ...NO_COUNTS, eventsIn: 10, accepted: 10, submitted: 8, inFiles: 1 }, EMPTY)).toMatchObject({
      inFlight: '0',
      difference: '1',
    })
  })
  it('is in flight while the logs still hold as much', () => {
    const counts = { ...NO_COUNTS, eventsIn: 10, accepted: 7, submitted: 5, inFiles: 1 }
    expect(equationOf(counts, { beforeRelay: 0, beforeFilter: 3, beforeBooks: 5 })).toMatchObject({
      inFlight: '4',
      difference: '0',
    })
    expect(equationOf(counts, { beforeRelay: 0, beforeFilter: 2, beforeBooks: 1 })).toMatchObject({
      inFlight: '3',
      difference: '1',
    })
  })
  it('is a negative difference when a line item has two places', () => {
    expect(equationOf({ ...NO_COUNTS, eventsIn: 5, accepted: 5, submitted: 6 }, EMPTY)).toMatchObject({
      difference: '-1',
    })
    expect(equationOf({ ...NO_COUNTS, eventsIn: 5, accepted: 6, submitted: 6 }, EMPTY)).toMatchObject({
      difference: '-1',
    })
  })
  it('counts what the relay has not put into its ledger yet as in at once, and no more', () => {
    const counts = { ...NO_COUNTS, eventsIn: 5, accepted: 8, submitted: 8 }
    expect(equationOf(counts, { ...EMPTY, beforeRelay: 3 })).toMatchObject({ eventsIn: '8', difference: '0' })
    expect(equationOf(counts, { ...EMPTY, beforeRelay: 2 })).toMatchObject({ eventsIn: '7', difference: '-1' })
  })
})
