import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drainOf, hotPartition, isRetentionRisk, lagOf, retentionSeconds, worstStatus } from './lag.ts'
import { lagCode, lagOfCode, timeCode, timeOfCode, UNKNOWN_LAG } from './lag-code.ts'

const at = (committed: bigint | null, low: bigint, stableEnd: bigint, end: bigint) =>
  lagOf({ committed, low, stableEnd, end })

describe('lag', () => {
  it('is the log end less the commit, as the tool prints it', () => {
    expect(at(90n, 0n, 100n, 100n)).toEqual({ lag: 10n, consumable: 10n, lost: 0n, margin: 90n })
  })
  it('counts what retention took as lost, and only the rest as consumable', () => {
    expect(at(5n, 20n, 100n, 100n)).toEqual({ lag: 95n, consumable: 80n, lost: 15n, margin: -15n })
  })
  it('is not known without a commit, and never a zero', () => {
    expect(at(null, 20n, 100n, 100n)).toEqual({ lag: null, consumable: 80n, lost: 0n, margin: null })
  })
  it('counts records of an open transaction, which nobody can read', () => {
    expect(at(101n, 0n, 101n, 161n)).toMatchObject({ lag: 60n, consumable: 0n })
    expect(at(161n, 0n, 101n, 161n)).toMatchObject({ lag: 0n, consumable: 0n })
  })
  it('is negative beyond the end, as the tool prints it', () => {
    expect(at(120n, 0n, 100n, 100n)).toMatchObject({ lag: -20n, consumable: 0n, lost: 0n })
  })

  it('adds up: what is lost and what can be read is what the tool prints, less open transactions', () => {
    const offsets = fc
      .tuple(fc.bigInt(0n, 1n << 60n), fc.bigInt(0n, 1n << 40n), fc.bigInt(0n, 1n << 20n), fc.bigInt(0n, 1n << 60n))
      .map(([low, kept, open, committed]) => ({ low, stableEnd: low + kept, end: low + kept + open, committed }))
    fc.assert(
      fc.property(offsets, (o) => {
        const { lag, consumable, lost } = lagOf(o)
        expect(consumable >= 0n && lost >= 0n).toBe(true)
        expect(consumable <= o.stableEnd - o.low).toBe(true)
        if (o.committed <= o.stableEnd) expect(lost + consumable + (o.end - o.stableEnd)).toBe(lag)
        else expect(consumable).toBe(0n)
      }),
    )
  })
})

describe('a drain estimate', () => {
  it('is from both rates, and never where as much arrives', () => {
    const behind = { consumable: 600, status: 'warn' } as const
    expect(drainOf({ ...behind, inPerSecond: 10, readPerSecond: 30 })).toEqual({ how: 'drains', seconds: 30 })
    expect(drainOf({ ...behind, inPerSecond: 11.9, readPerSecond: 10.2 })).toEqual({ how: 'never' })
    expect(drainOf({ ...behind, inPerSecond: 10, readPerSecond: 0 })).toEqual({ how: 'stopped' })
    expect(drainOf({ ...behind, inPerSecond: null, readPerSecond: 3 })).toEqual({ how: 'unknown' })
    expect(drainOf({ ...behind, consumable: 0, inPerSecond: null, readPerSecond: null })).toMatchObject({ seconds: 0 })
    expect(drainOf({ consumable: 10, inPerSecond: 5, readPerSecond: 5, status: 'ok' })).toMatchObject({ seconds: 2 })
    const first = { consumable: 600, inPerSecond: 10, readPerSecond: 0, status: 'missing' } as const
    expect(drainOf(first), 'no commit yet').toEqual({ how: 'unknown' })
  })
})

describe('retention', () => {
  it('is what is left of time or of size, whichever is first, and never where nothing is deleted', () => {
    const hour = { retentionMs: 3_600_000, firstUnreadAgeSeconds: 600, marginOffsets: 1_000, lowPerSecond: null }
    expect(retentionSeconds(hour)).toBe(3_000)
    expect(retentionSeconds({ ...hour, lowPerSecond: 10 })).toBe(100)
    expect(retentionSeconds({ ...hour, retentionMs: null })).toBeNull()
    expect(retentionSeconds({ ...hour, marginOffsets: -1 })).toBe(0)
  })
  it('is a risk in the last tenth of it, or when draining takes longer', () => {
    const facts = { consumable: 5, retentionMs: 100_000, drain: { how: 'drains', seconds: 1 } as const }
    expect(isRetentionRisk({ ...facts, marginSeconds: 9 })).toBe(true)
    expect(isRetentionRisk({ ...facts, marginSeconds: 11 })).toBe(false)
    expect(isRetentionRisk({ ...facts, marginSeconds: 11, drain: { how: 'drains', seconds: 12 } })).toBe(true)
    expect(isRetentionRisk({ ...facts, marginSeconds: 1, consumable: 0 })).toBe(false)
  })
})

describe('skew', () => {
  const rates = (...all: number[]) => all.map((inPerSecond, partition) => ({ partition, inPerSecond }))
  it('names the partition that takes far more than its share', () => {
    expect(hotPartition(rates(1.8, 1.6, 1.9, 11.9, 1.4, 1.5))?.partition).toBe(3)
    expect(hotPartition(rates(3, 2, 3, 4, 2, 3))).toBeNull()
    expect(hotPartition(rates(0, 0.1, 0))).toBeNull() // one record in ten seconds is no skew
    expect(hotPartition(rates(9, 1))).toMatchObject({ partition: 0, share: 0.9 })
  })
})

describe('the worst partition gives the group its status', () => {
  it('is stop before all others', () => {
    expect(worstStatus(['ok', 'warn', 'stop', 'stall'])).toBe('stop')
    expect(worstStatus([])).toBe('ok')
  })
})

describe('history codes', () => {
  it('keep time to 0.12 % of 1 s + value, and what is unknown unknown', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4e7, noNaN: true }), (seconds) => {
        const code = timeCode(seconds)
        expect(code).toBeLessThan(32_768)
        expect(Math.abs((timeOfCode(code) ?? Number.NaN) - seconds)).toBeLessThanOrEqual((1 + seconds) * 0.00116)
      }),
    )
    expect(timeOfCode(timeCode(null))).toBeNull()
    expect(timeOfCode(timeCode(0))).toBe(0)
  })
  it('keep records exactly to 2^31, and what is unknown unknown', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2_147_483_647, max: 2_147_483_647 }), (lag) => {
        expect(lagOfCode(lagCode(lag))).toBe(lag)
      }),
    )
    expect(lagCode(9e12)).toBe(2_147_483_647)
    expect(lagCode(null)).toBe(UNKNOWN_LAG)
    expect(lagOfCode(UNKNOWN_LAG)).toBeNull()
  })
})
