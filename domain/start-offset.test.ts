import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newEpoch, type StartQuestion, startOffset } from './start-offset.ts'

const RESUMED: StartQuestion = {
  cursorIsNew: false,
  cursorNext: 10,
  cursorCommitted: 5,
  groupCommitted: 8,
  low: 0,
  end: 20,
  keepsEverything: true,
  resumesAtCursor: false,
  rebuilding: false,
}
const offset = fc.nat(30)
const anyQuestion: fc.Arbitrary<StartQuestion> = fc.record({
  cursorIsNew: fc.boolean(),
  cursorNext: offset,
  cursorCommitted: offset,
  groupCommitted: fc.option(fc.integer({ min: -2, max: 30 })),
  low: offset,
  end: offset,
  keepsEverything: fc.boolean(),
  resumesAtCursor: fc.boolean(),
  rebuilding: fc.boolean(),
})

describe('startOffset', () => {
  test.each<[string, Partial<StartQuestion>, ReturnType<typeof startOffset>]>([
    ['at the committed offset, not at the cursor', {}, { from: 8 }],
    ['at what the cursor knows to be committed where the group forgot', { groupCommitted: null }, { from: 5 }],
    ['at its ledger for usage-relay', { resumesAtCursor: true }, { from: 10 }],
    ['at the start for a new cursor', { cursorIsNew: true, cursorNext: 0, groupCommitted: null }, { from: 0 }],
    ['at what the cursor knows while rebuilding', { rebuilding: true, groupCommitted: 20 }, { from: 5 }],
    [
      'nowhere when the database is behind',
      { groupCommitted: 11 },
      { stop: 'database_behind_log', at: 10, committed: 11 },
    ],
    ['nowhere when the range is gone', { low: 9 }, { stop: 'lost_range', at: 8, lost: [8, 9], committed: 8 }],
    ['nowhere when the log ends before the cursor', { end: 9 }, { stop: 'topic_made_anew', at: 10, end: 9 }],
    [
      'nowhere after the −2 that kafkajs commits by itself',
      { groupCommitted: -2 },
      { stop: 'lost_range', at: 10, lost: [5, 5], committed: -2 },
    ],
  ])('begins %s', (_, given, expected) => {
    expect(startOffset({ ...RESUMED, ...given })).toEqual(expected)
  })
  test('a topic of ours that lost its beginning is a loss for a new cursor, too', () => {
    const fresh = { ...RESUMED, cursorIsNew: true, cursorNext: 0, low: 3 }
    expect(startOffset(fresh)).toEqual({ stop: 'lost_range', at: 0, lost: [0, 3], committed: null })
    expect(startOffset({ ...fresh, keepsEverything: false })).toEqual({ from: 3 })
  })
  test('never begins outside the log, beyond the cursor, or over what is committed nowhere', () => {
    fc.assert(
      fc.property(anyQuestion, (q) => {
        const start = startOffset(q)
        if ('stop' in start) return
        expect(start.from).toBeGreaterThanOrEqual(q.low)
        if (q.cursorIsNew) {
          expect(start.from).toBe(q.low)
          return
        }
        expect(start.from).toBeLessThanOrEqual(q.end)
        expect(start.from).toBeLessThanOrEqual(q.cursorNext)
        const committed = q.rebuilding ? q.cursorCommitted : (q.groupCommitted ?? q.cursorCommitted)
        if (!q.resumesAtCursor) expect(start.from).toBe(committed)
      }),
    )
  })
  test('names what is lost up to where the log begins, and nothing that the log still has', () => {
    fc.assert(
      fc.property(anyQuestion, (q) => {
        const start = startOffset(q)
        if (!('stop' in start) || start.stop !== 'lost_range') return
        const [from, to] = start.lost
        expect(from).toBeLessThanOrEqual(to)
        if (from < to) expect(to).toBe(q.low)
      }),
    )
  })
})

describe('newEpoch', () => {
  const anyEpoch = fc.record({
    cursorNext: offset,
    cursorCommitted: offset,
    groupCommitted: fc.option(fc.integer({ min: -2, max: 30 })),
    low: offset,
    isSameTopic: fc.boolean(),
    firstAtCursor: fc.option(offset, { nil: undefined }),
  })
  test('begins another topic at its start', () => {
    fc.assert(
      fc.property(anyEpoch, (q) => {
        expect(newEpoch({ ...q, isSameTopic: false })).toEqual({ next: q.low, from: q.low })
      }),
    )
  })
  test('repeats in the same topic what is decided, and decides nothing again', () => {
    fc.assert(
      fc.property(anyEpoch, (given) => {
        const firstAtCursor = given.firstAtCursor === undefined ? undefined : given.cursorNext + given.firstAtCursor
        const q = { ...given, firstAtCursor, isSameTopic: true }
        const { next, from } = newEpoch(q)
        expect(from).toBeLessThanOrEqual(next)
        expect(from).toBeGreaterThanOrEqual(q.low)
        expect(next).toBeGreaterThanOrEqual(q.cursorNext)
      }),
    )
  })
})
