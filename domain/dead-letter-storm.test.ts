import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { StormWindow } from './dead-letter-storm.ts'

const LIMITS = { windowMs: 60_000, recordsMin: 500, shareMax: 0.2 }

describe('the storm window', () => {
  it('stops beyond a fifth of at least 500', () => {
    expect(new StormWindow(LIMITS).admit(499, 499, 0)).toBe(true)
    expect(new StormWindow(LIMITS).admit(500, 100, 0)).toBe(true)
    expect(new StormWindow(LIMITS).admit(500, 101, 0)).toBe(false)
  })

  it('counts what works too: dead letters are a share of all messages, not of the batches that have some', () => {
    const window = new StormWindow(LIMITS)
    for (let second = 0; second < 10; second++) expect(window.admit(1_000, 0, second * 1_000)).toBe(true)
    expect(window.admit(500, 400, 10_000)).toBe(true)
  })

  it('forgets what is older than the window', () => {
    const window = new StormWindow(LIMITS)
    window.admit(10_000, 0, 0)
    expect(window.admit(500, 101, 59_000)).toBe(true)
    expect(window.admit(500, 101, 61_000)).toBe(false)
    expect(window.admit(500, 101, 125_000)).toBe(false)
    expect(window.admit(500, 100, 125_000)).toBe(true)
  })

  it('says of few that they would be one if there were more of them, and counts nothing by it', () => {
    const window = new StormWindow(LIMITS)
    expect(window.isTooFewToJudge(100, 20, 0)).toBe(false)
    expect(window.isTooFewToJudge(100, 21, 0)).toBe(true)
    expect(window.isTooFewToJudge(500, 101, 0)).toBe(false) // enough: a storm
    expect(window.admit(400, 80, 0)).toBe(true)
    expect(window.isTooFewToJudge(50, 20, 1_000)).toBe(true)
    expect(window.isTooFewToJudge(100, 21, 1_000)).toBe(false)
    expect(window.isTooFewToJudge(50, 20, 61_000)).toBe(true)
    expect(new StormWindow(LIMITS, 50).isTooFewToJudge(50, 50, 0)).toBe(false)
  })

  it('never stops for a batch without dead letters', () => {
    const window = new StormWindow(LIMITS)
    window.admit(499, 499, 0)
    expect(window.admit(100, 0, 1_000)).toBe(true)
    expect(window.admit(100, 1, 1_000)).toBe(false)
  })

  it('lets through as many as a person allowed, then counts again', () => {
    const window = new StormWindow(LIMITS, 600)
    expect(window.admit(600, 600, 0)).toBe(true)
    expect(window.admit(600, 200, 0)).toBe(false)
  })

  const anyBatches = fc.array(
    fc
      .record({
        records: fc.integer({ min: 1, max: 600 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
        afterMs: fc.nat(40_000),
      })
      .map(({ records, share, afterMs }) => ({ records, dead: Math.floor(records * share ** 3), afterMs })),
    { maxLength: 40 },
  )

  it('decides as a list of all admitted batches would', () => {
    fc.assert(
      fc.property(anyBatches, (batches) => {
        const window = new StormWindow(LIMITS)
        const admitted: { records: number; dead: number; second: number }[] = []
        let nowMs = 0
        for (const { records, dead, afterMs } of batches) {
          nowMs += afterMs
          const second = Math.floor(nowMs / 1_000)
          const recent = [...admitted.filter((b) => b.second > second - 60), { records, dead, second }]
          const all = recent.reduce((sum, b) => sum + b.records, 0)
          const allDead = recent.reduce((sum, b) => sum + b.dead, 0)
          const isStorm = dead > 0 && all >= LIMITS.recordsMin && allDead > all * LIMITS.shareMax
          expect(window.admit(records, dead, nowMs)).toBe(!isStorm)
          if (!isStorm) admitted.push({ records, dead, second })
        }
      }),
    )
  })
})
