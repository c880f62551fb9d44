import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appendedAt, END_POINTS_MAX, type EndPoint, timeLagOf, withEnd } from './time-lag.ts'

const ring = (points: readonly EndPoint[]) => points.reduce<readonly EndPoint[]>(withEnd, [])
const facts = { nowMs: 100_000, consumable: 5, from: 50, firstUnread: null, history: [] }

describe('time lag', () => {
  it('is nothing when all is read, or when only markers of transactions are left', () => {
    expect(timeLagOf({ ...facts, consumable: 0 })).toEqual({ seconds: 0, method: 'read_up' })
    expect(timeLagOf({ ...facts, firstUnread: 'none' })).toEqual({ seconds: 0, method: 'read_up' })
  })
  it('is from the first unread record where it was read', () => {
    expect(timeLagOf({ ...facts, firstUnread: 88_000 })).toEqual({ seconds: 12, method: 'first_unread_record' })
  })
  it('is from when a record came that carries an older time: one that was released, or sent after an outage', () => {
    const history = ring([
      { atMs: 80_000, end: 50 },
      { atMs: 90_000, end: 60 },
    ])
    expect(timeLagOf({ ...facts, from: 54, firstUnread: 1_000, history })).toEqual({
      seconds: 15,
      method: 'interpolated',
    })
    expect(timeLagOf({ ...facts, from: 54, firstUnread: 82_000, history }), 'no older than it can be').toEqual({
      seconds: 18,
      method: 'first_unread_record',
    })
    expect(timeLagOf({ ...facts, from: 40, firstUnread: 1_000, history }), 'nobody saw it come').toEqual({
      seconds: 99,
      method: 'first_unread_record',
    })
  })
  it('is interpolated from the log ends where it was not', () => {
    const history = ring([
      { atMs: 0, end: 0 },
      { atMs: 10_000, end: 100 },
    ])
    expect(timeLagOf({ ...facts, from: 49, history })).toEqual({ seconds: 95, method: 'interpolated' })
  })
  it('says "at least" where the log ended beyond it before anybody looked', () => {
    expect(timeLagOf({ ...facts, history: [{ atMs: 30_000, end: 80 }] })).toEqual({ seconds: 70, method: 'at_least' })
  })
  it('is unknown without either, never zero', () => {
    expect(timeLagOf(facts)).toEqual({ seconds: null, method: null })
  })
})

describe('the history of log ends', () => {
  it('finds the last moment of a quiet stretch, not its first', () => {
    const points = ring([0, 1, 2, 3, 4].map((i) => ({ atMs: i * 10_000, end: i < 4 ? 50 : 60 })))
    expect(points).toHaveLength(3)
    expect(appendedAt(points, 50)?.atMs).toBe(31_000)
  })
  it('begins anew when the log was made again', () => {
    expect(
      ring([
        { atMs: 0, end: 500 },
        { atMs: 1, end: 3 },
      ]),
    ).toEqual([{ atMs: 1, end: 3 }])
  })
  it('stays bounded, keeps its first point, and is wrong by no more than the gap around an offset', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 600 }), (steps) => {
        let end = 0
        const all = steps.map((step, i) => {
          end += step
          return { atMs: i * 10_000, end }
        })
        const points = ring(all)
        expect(points.length).toBeLessThanOrEqual(END_POINTS_MAX)
        if (all.length > 2 && all[0]!.end < all[1]!.end) expect(points[0]).toEqual(all[0])
        for (let offset = all[0]!.end; offset < end; offset += Math.max(1, Math.floor(end / 20))) {
          const found = appendedAt(points, offset)!
          const upper = points.find((p) => p.end > offset)!
          const lower = points.filter((p) => p.end <= offset).at(-1)
          const truth = all.find((p) => p.end > offset)!
          expect(found.atMs).toBeLessThanOrEqual(upper.atMs)
          if (lower) expect(found.atMs).toBeGreaterThanOrEqual(lower.atMs)
          expect(truth.atMs).toBeLessThanOrEqual(upper.atMs)
        }
      }),
    )
  })
})
