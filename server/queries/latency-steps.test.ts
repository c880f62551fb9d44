import { expect, it } from 'vitest'
import { BUCKETS } from '../../domain/histogram.ts'
import { addUp } from './latency-steps.ts'

it('adds up histograms that begin at different buckets', () => {
  const sums = addUp('3,10,0,7;2,1;5,100')
  expect(sums).toHaveLength(BUCKETS)
  expect(sums.slice(0, 7)).toEqual([0, 0, 1, 10, 0, 107, 0])
  expect(addUp('').every((n) => n === 0)).toBe(true)
})
