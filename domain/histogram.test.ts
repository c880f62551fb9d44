import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BOUNDS_MS, countOf, emptyHistogram, histogramSince, mergeHistograms, observe, quantile } from './histogram.ts'

const of = (values: readonly number[]) => {
  const histogram = emptyHistogram()
  for (const value of values) observe(histogram, value)
  return histogram
}
const latencies = fc.array(fc.double({ min: 1, max: 80_000_000, noNaN: true }), { minLength: 1, maxLength: 200 })

describe('histogram', () => {
  it('puts a value at a bound below it, and just above it in the next', () => {
    for (const bound of BOUNDS_MS.slice(1)) {
      const index = BOUNDS_MS.indexOf(bound)
      expect(of([bound]).counts.length - 1).toBe(index)
      expect(of([bound * 1.000001]).counts.length - 1).toBe(index + 1)
    }
  })
  it('adds up in any order', () => {
    fc.assert(
      fc.property(latencies, latencies, (a, b) => {
        expect(mergeHistograms([of(a), of(b)]).counts).toEqual(of([...b, ...a]).counts)
      }),
    )
  })
  it('gives quantiles within a bucket of the true value', () => {
    fc.assert(
      fc.property(latencies, fc.constantFrom(0.5, 0.95, 0.99), (values, share) => {
        const sorted = [...values].sort((a, b) => a - b)
        const truth = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number
        const found = quantile(of(values), share) as number
        expect(found).toBeGreaterThanOrEqual(truth / 1.21)
        expect(found).toBeLessThanOrEqual(truth * 1.21)
      }),
    )
  })
  it('knows no quantile of nothing, and counts clocks that differ as at once', () => {
    expect(quantile(emptyHistogram(), 0.5)).toBeNull()
    expect(of([-5, Number.NaN, 0]).counts).toEqual([3])
  })
  it('tells what happened between two readings, and that a process began anew', () => {
    const before = of([10, 10])
    const now = mergeHistograms([before, of([500])])
    expect(countOf(histogramSince(now, before))).toBe(1)
    expect(histogramSince(of([7]), now).counts).toEqual(of([7]).counts)
  })
})
