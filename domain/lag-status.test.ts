import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CommitSample, evaluate, type Watched, WINDOW_MS, WINDOW_SAMPLES, withCommit } from './lag-status.ts'

const ROUND = 10_000

/** A partition looked at every 10 s: `offsets` committed, `ends` of the log; undefined is a round without a commit. */
const watch = (
  offsets: readonly (number | undefined)[],
  ends: readonly number[],
  more: Partial<Watched> & { timeLags?: readonly number[] } = {},
): Watched => {
  let commits: readonly CommitSample[] = []
  let committed: number | null = null
  for (const [i, offset] of offsets.entries()) {
    if (offset === undefined) continue
    committed = offset
    const lag = Math.max(0, (ends[i] ?? 0) - offset)
    commits = withCommit(commits, { atMs: i * ROUND, offset, lag, timeLagSeconds: more.timeLags?.[i] ?? 30 })
  }
  const end = ends.at(-1) ?? 0
  return {
    nowMs: (offsets.length - 1) * ROUND,
    watchedSinceMs: 0,
    commits,
    recentEnds: ends.slice(-4),
    committed,
    end,
    low: 0,
    consumable: committed === null ? end : Math.max(0, end - committed),
    timeLagSeconds: 30,
    hasOwner: null,
    ...more,
  }
}
const status = (...args: Parameters<typeof watch>) => evaluate(watch(...args)).status
const rising = (from: number, step: number, n: number) => Array.from({ length: n }, (_, i) => from + i * step)

describe('the published rules', () => {
  it('are content with a group that reads everything now and then', () => {
    expect(status([10, 20, 30, 40, 50], [12, 22, 30, 45, 60])).toBe('ok')
  })
  it('warn when commits advance and lag never falls', () => {
    expect(status([10, 20, 30, 40, 50], [20, 31, 42, 53, 64])).toBe('warn')
    expect(status([10, 20, 30, 40, 50], [20, 31, 42, 53, 60])).toBe('ok') // it fell once
  })
  it('leave a group alone that commits late on purpose, until it is later than that, or nobody holds the partition', () => {
    const silent = [[10, ...Array.from({ length: 9 }, () => undefined)], rising(20, 5, 10)] as const
    expect(status(...silent, { hasOwner: true })).toBe('stall')
    expect(status(...silent, { hasOwner: true, commitsLateSeconds: 900, timeLagSeconds: 290 })).toBe('ok')
    const later = { commitsLateSeconds: 900, timeLagSeconds: 901, watchedSinceMs: -900_000 }
    expect(status(...silent, { hasOwner: true, ...later })).toBe('stall')
    expect(status(...silent, { hasOwner: false, commitsLateSeconds: 900, timeLagSeconds: 290 })).toBe('stop')
  })
  it('give such a group its wait after a night in which nothing ran', () => {
    const night = (seconds: number, more: Partial<Watched> = {}) =>
      evaluate({
        ...watch([10], [20]),
        commits: [],
        recentEnds: [20, 20, 20, 20],
        nowMs: seconds * 1000,
        timeLagSeconds: 30_000,
        hasOwner: true,
        commitsLateSeconds: 900,
        ...more,
      }).status
    expect(night(899)).toBe('ok')
    expect(night(901)).toBe('stall')
    expect(night(300, { hasOwner: false })).toBe('stop')
    expect(night(300, { commitsLateSeconds: undefined })).toBe('stall')
    // What it read and did not write before the start it commits again where it stood: that is no movement.
    const late = { timeLagSeconds: 30_000, hasOwner: true, commitsLateSeconds: 900, recentEnds: [20, 20, 20, 22] }
    const seen = (offsets: number[], nowMs: number) => night(0, { ...watch(offsets, [20, 22]), ...late, nowMs })
    expect(seen([10, 10], 300_000)).toBe('ok')
    expect(seen([10, 10], 901_000)).toBe('stall')
    // It was seen to get on, and is later than its wait all the same: it does not keep up.
    expect(seen([10, 12], 12_000)).toBe('warn')
  })
  it('see a stall where the same offset is committed again and records wait', () => {
    expect(status([10, 10, 10, 10, 10], [20, 20, 20, 20, 20])).toBe('stall')
    expect(status([20, 20, 20, 20, 20], [20, 20, 20, 20, 20])).toBe('ok')
  })
  it('see a stop where commits ceased longer ago than the window took', () => {
    const silent = (rounds: number) => status([10, 20, 30, 40, 50, ...Array(rounds)], rising(20, 10, 5 + rounds))
    expect(silent(4)).not.toBe('stop')
    expect(silent(5)).toBe('stop')
  })
  it('see a rewind where an offset goes back and records wait', () => {
    expect(status([50, 60, 20, 30, 40], [100, 100, 100, 100, 100])).toBe('rewind')
    expect(status([50, 60, 20], [60, 60, 60])).toBe('ok') // at 60 nothing waited
  })
  it('say that a single commit is an incomplete window', () => {
    expect(evaluate(watch([10], [20]))).toEqual({ status: 'ok', samples: 1, isComplete: false })
    expect(evaluate(watch(rising(10, 10, WINDOW_SAMPLES), rising(20, 10, WINDOW_SAMPLES))).isComplete).toBe(true)
  })
})

describe('what is added to them', () => {
  it('no commit is a state of its own', () => {
    expect(status([undefined], [20])).toBe('missing')
    expect(status([undefined], [0])).toBe('ok') // nothing to read either
  })
  it('an idle group whose records just came is not stopped', () => {
    const rounds = 30
    const offsets = [20, ...Array(rounds - 1).fill(undefined)]
    expect(status(offsets, [...Array(rounds - 1).fill(20), 25])).toBe('ok')
    expect(status(offsets, [...Array(rounds - 4).fill(20), 25, 25, 25, 25])).toBe('stop')
  })
  it('what a member holds and does not commit stalls; what nobody holds stops', () => {
    const silent = [[10, ...Array(9).fill(undefined)], Array(10).fill(20)] as const
    expect(status(...silent, { hasOwner: true })).toBe('stall')
    expect(status(...silent, { hasOwner: false })).toBe('stop')
    expect(status(...silent, { hasOwner: null })).toBe('stop')
  })
  it('a window whose commits are unknown waits as long as a window takes', () => {
    const old = (nowMs: number) => status([10], [20], { nowMs, recentEnds: [20, 20, 20, 20], commits: [] })
    expect(old(WINDOW_MS)).toBe('ok')
    expect(old(WINDOW_MS + 1)).toBe('stop')
  })
  it('lag of some seconds is none', () => {
    expect(status(rising(10, 10, 5), rising(20, 11, 5), { timeLags: [3, 3, 3, 3, 3], timeLagSeconds: 3 })).toBe('ok')
  })
  it('a minute behind warns even while it drains', () => {
    expect(status([10, 20, 30, 40, 50], [99, 99, 99, 99, 99], { timeLagSeconds: 61 })).toBe('warn')
  })
  it('a loss stops, and a commit beyond the end went back', () => {
    expect(status([10], [20], { low: 11 })).toBe('stop')
    expect(status([30], [20])).toBe('rewind')
  })
})

it('nothing to read is never an error, whatever the window holds', () => {
  const sample = fc.record({
    atMs: fc.nat(1_000_000),
    offset: fc.nat(100),
    lag: fc.nat(100),
    timeLagSeconds: fc.option(fc.nat(1_000)),
  })
  fc.assert(
    fc.property(fc.array(sample), fc.nat(2_000_000), fc.option(fc.boolean()), (samples, nowMs, hasOwner) => {
      const commits = samples
        .sort((a, b) => a.atMs - b.atMs)
        .reduce<readonly CommitSample[]>((window, next) => withCommit(window, next), [])
      expect(commits.length).toBeLessThanOrEqual(WINDOW_SAMPLES)
      const facts = { nowMs, watchedSinceMs: 0, commits, recentEnds: [], end: 100, low: 0, hasOwner }
      expect(evaluate({ ...facts, committed: 100, consumable: 0, timeLagSeconds: 0 }).status).toBe('ok')
    }),
  )
})
