import { describe, expect, it } from 'vitest'
import type { Throughput } from '../../domain/api/throughput.ts'
import { changeOf, gridOf, meanOf, niceMost, peakOf, sumOf } from './series.ts'

const answer = (from: string, points: Record<string, [string, number][]>): Throughput => ({
  from,
  to: new Date(Date.parse(from) + 180_000).toISOString(),
  by: 'site',
  stepSeconds: 60,
  series: Object.entries(points).map(([key, list]) => ({
    key,
    points: list.map(([at, perSecond]) => ({ at, records: perSecond * 60, perSecond })),
  })),
})

describe('the lines of a throughput chart', () => {
  const now = answer('2026-11-23T10:00:00.000Z', {
    iad: [
      ['2026-11-23T10:00:00.000Z', 10],
      ['2026-11-23T10:02:00.000Z', 30],
    ],
    sea: [['2026-11-23T10:02:00.000Z', 5]],
  })
  const then = answer('2026-11-22T10:00:00.000Z', { iad: [['2026-11-22T10:02:00.000Z', 20]] })
  const grid = gridOf(now, then, 86_400_000)
  const [iad, sea] = grid.lines

  it('have a step for each minute, and nothing where nobody was heard', () => {
    expect(grid.steps).toHaveLength(3)
    expect(iad?.values).toEqual([10, null, 30])
    expect(sea?.values).toEqual([null, null, 5])
  })
  it('lie on the steps of the day that they are compared with', () => {
    expect(iad?.before).toEqual([null, null, 20])
    expect(changeOf(iad!)).toBe(0.5)
    expect(changeOf(sea!)).toBeNull()
    expect(gridOf(now, undefined, 0).lines[0]?.before).toBeNull()
  })
  it('add up where at least one was heard', () => {
    expect(sumOf(grid.lines, 'all')).toEqual({ key: 'all', values: [10, null, 35], before: [null, null, 20] })
    expect(peakOf(grid, iad!)).toEqual({ at: Date.parse('2026-11-23T10:02:00Z'), value: 30 })
    expect(meanOf([null, 2, 4])).toBe(3)
    expect(meanOf([null])).toBeNull()
  })
  it('stand on an axis with whole ticks', () => {
    expect([0, 0.3, 9.9, 31.4, 98, 1_234].map(niceMost)).toEqual([1, 0.5, 10, 50, 100, 2_000])
  })
})
