import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reach, reachedBy, type TimeRun } from './time-runs.ts'

const START = Date.parse('2026-11-27T10:00:00Z')
/** Steps of a stream: so many positions, so long after the step before; reached before that at an earlier step. */
const steps = fc.array(
  fc.record({
    positions: fc.integer({ min: 1, max: 5_000 }),
    afterMs: fc.integer({ min: 0, max: 3_000 }),
    earlierMs: fc.integer({ min: 0, max: 5_000 }),
    gap: fc.boolean(),
  }),
  { minLength: 1, maxLength: 60 },
)

describe('runs of times', () => {
  it('know of each position a time that is true and at most a second late, and of a gap none', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const runs: TimeRun[] = []
        const truth: { first: number; end: number; atMs: number; beforeAtMs: number; gap: boolean }[] = []
        let [position, atMs] = [0, START]
        for (const { positions, afterMs, earlierMs, gap } of list) {
          atMs += afterMs
          if (gap) truth.push({ first: position, end: position + 1, atMs, beforeAtMs: atMs, gap })
          const first = position + (gap ? 1 : 0)
          const reached = { first, end: first + positions, atMs, beforeAtMs: atMs - earlierMs }
          const run = reach(runs.at(-1), reached)
          if (run !== runs.at(-1)) runs.push(run)
          truth.push({ ...reached, gap: false })
          position = reached.end
        }
        for (const { first, end, atMs: at, beforeAtMs, gap } of truth)
          for (const asked of [first, end - 1]) {
            const found = runs.flatMap((run) => reachedBy(run, asked) ?? [])
            expect(found).toHaveLength(gap ? 0 : 1)
            if (gap) continue
            expect(found[0]!.byMs).toBeGreaterThanOrEqual(at)
            expect(found[0]!.byMs).toBeLessThan(at + 1_000)
            expect(found[0]!.beforeMs).toBeGreaterThanOrEqual(beforeAtMs)
            expect(found[0]!.beforeMs).toBeLessThan(beforeAtMs + 2_000)
          }
        for (const run of runs) {
          expect(run.ends.length).toBeLessThanOrEqual(60)
          expect(run.byMs.at(-1)).toBeLessThan(60_000)
        }
      }),
    )
  })
  it('are as many as there are minutes, whatever the volume', () => {
    let run: TimeRun | undefined
    const runs = new Set<TimeRun>()
    for (let i = 0; i < 10_000; i++) {
      run = reach(run, { first: i, end: i + 1, atMs: START + i * 18 })
      runs.add(run)
    }
    expect(runs.size).toBe(Math.ceil(180 / 60))
  })
})
