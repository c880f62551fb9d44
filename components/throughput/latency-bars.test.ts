import { describe, expect, it } from 'vitest'
import { axisOf, barsOf } from './latency-bars.ts'

const bucket = (aboveMs: number, upToMs: number | null, events: number) => ({ aboveMs, upToMs, events })

describe('the bars of latency', () => {
  const steps = [
    { buckets: [bucket(200, 240, 10), bucket(240, 288, 40)] },
    { buckets: [bucket(70_000, 84_000, 1)] },
    { buckets: [] },
  ]
  it('of all steps lie on one axis with what is between its ends', () => {
    const axis = axisOf(steps)!
    expect([axis.fromMs, axis.toMs]).toEqual([100, 600_000])
    expect(axis.ticks.map(({ words }) => words)).toEqual(['1 s', '10 s', '1 min'])
    const [low, high] = barsOf(steps[0]!.buckets, axis)
    expect(low!.left + low!.width).toBeCloseTo(high!.left)
    expect([low!.height, high!.height]).toEqual([0.25, 1])
    expect(low!.words).toBe('0.2 s to 0.2 s: 10')
    expect(barsOf(steps[1]!.buckets, axis)[0]!.left).toBeGreaterThan(high!.left)
  })
  it('stay on the axis at its ends: what is at once, and what has no bound', () => {
    const buckets = [bucket(0, 1, 5), bucket(119_000_000, null, 1)]
    const axis = axisOf([{ buckets }])!
    for (const { left, width } of barsOf(buckets, axis)) {
      expect(left).toBeGreaterThanOrEqual(0)
      expect(left + width).toBeLessThanOrEqual(1)
    }
    expect(axisOf([{ buckets: [bucket(0, 1, 5)] }])!.toMs).toBe(100)
    expect(axisOf([{ buckets: [] }])).toBeUndefined()
  })
})
