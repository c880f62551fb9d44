import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countOf, emptyHistogram, mergeHistograms, observe, quantile } from './histogram.ts'
import { cellsSince, LATENCY_CELLS_MAX, observeLater, StepLatency, wholeHistogram } from './step-latency.ts'

const observation = fc.record({
  product: fc.constantFrom('actions', 'packages', ''),
  site: fc.constantFrom('iad', 'sea'),
  ms: fc.oneof(fc.integer({ min: -5, max: 40_000 }), fc.double({ min: 0, max: 2e8, noNaN: true })),
})
const observations = fc.array(observation, { maxLength: 100 })
type Observation = { product: string; site: string; ms: number }

const latencyOf = (seen: readonly Observation[], into = new StepLatency()) => {
  for (const { product, site, ms } of seen) into.observe(product, site, ms)
  return into
}
const byKey = (latency: { cells(): ReturnType<StepLatency['cells']> }) =>
  Object.fromEntries(latency.cells().map((cell) => [`${cell.product} ${cell.site}`, wholeHistogram(cell).counts]))
const sumOf = (latency: StepLatency) => mergeHistograms(latency.cells().map(wholeHistogram))

describe('the latency of a step', () => {
  it('is the histogram of what was seen of each product and site', () => {
    fc.assert(
      fc.property(observations, (seen) => {
        const plain = new Map<string, ReturnType<typeof emptyHistogram>>()
        for (const { product, site, ms } of seen) {
          const key = `${product} ${site}`
          plain.set(key, plain.get(key) ?? emptyHistogram())
          observe(plain.get(key)!, ms)
        }
        expect(byKey(latencyOf(seen))).toEqual(Object.fromEntries([...plain].map(([key, { counts }]) => [key, counts])))
      }),
    )
  })
  it('moves whole: nothing is there twice, nothing is left', () => {
    fc.assert(
      fc.property(observations, observations, (a, b) => {
        const [from, to] = [latencyOf(a), latencyOf(b)]
        from.moveTo(to)
        expect(from.cells()).toEqual([])
        expect(byKey(to)).toEqual(byKey(latencyOf([...b, ...a])))
      }),
    )
  })
  it('since an earlier reading is what came after it; a process that began anew has all of it new', () => {
    fc.assert(
      fc.property(observations, observations, (a, b) => {
        const before = latencyOf(a).cells()
        const now = latencyOf(b, latencyOf(a)).cells()
        expect(byKey({ cells: () => cellsSince(now, before) })).toEqual(byKey(latencyOf(b)))
      }),
    )
    const many = latencyOf(Array(10).fill({ product: 'actions', site: 'iad', ms: 5 })).cells()
    const few = latencyOf(Array(3).fill({ product: 'actions', site: 'iad', ms: 5 })).cells()
    expect(cellsSince(few, many)).toEqual(few)
  })
  it('has a bound: what is beyond it still counts', () => {
    const latency = new StepLatency()
    for (let i = 0; i < 3 * LATENCY_CELLS_MAX; i++) latency.observe(`p${i}`, 'iad', 100)
    expect(latency.cells().length).toBeLessThanOrEqual(LATENCY_CELLS_MAX + 1)
    expect(countOf(sumOf(latency))).toBe(3 * LATENCY_CELLS_MAX)
  })
  it('of a later moment is off by no more than a bucket', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        (ages, laterMs) => {
          const later = new StepLatency()
          observeLater(later, latencyOf(ages.map((ms) => ({ product: 'a', site: 'b', ms }))).cells(), laterMs)
          const sorted = ages.map((ms) => ms + laterMs).sort((a, b) => a - b)
          const median = sorted[Math.ceil(sorted.length / 2) - 1]!
          const found = quantile(sumOf(later), 0.5)!
          expect(found).toBeGreaterThanOrEqual(median / 1.35)
          expect(found).toBeLessThanOrEqual(median * 1.35)
          expect(countOf(sumOf(later))).toBe(ages.length)
        },
      ),
    )
  })
})
