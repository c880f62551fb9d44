import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timeCode } from './lag-code.ts'
import {
  CELLS_MAX,
  type GroupPartition,
  HOUR_MINUTES,
  type LastHour,
  NO_HOUR,
  secondsOf,
  summarise,
  withWorst,
  worseGroup,
} from './lag-group.ts'

const partition = (n: number, more: Partial<GroupPartition> = {}): GroupPartition => ({
  topic: 'usage.actions',
  partition: n,
  status: 'ok',
  statusSinceMs: 1_000,
  lag: 10,
  lost: 0,
  consumable: 10,
  timeLagSeconds: 1,
  inPerSecond: 5,
  readPerSecond: 5,
  marginSeconds: null,
  isRetentionRisk: false,
  ...more,
})

describe('the summary of a group', () => {
  it('has the state of its worst partition, since when it has it, and which one that is', () => {
    const summary = summarise([
      partition(0),
      partition(1, { topic: 'usage.storage', status: 'stall', statusSinceMs: 5_000, timeLagSeconds: 70 }),
      partition(2, { status: 'warn', timeLagSeconds: 500 }),
    ])
    expect(summary).toMatchObject({
      status: 'stall',
      since: '1970-01-01T00:00:05.000Z',
      timeLagSeconds: 500,
      worst: { topic: 'usage.storage', partition: 1 },
      topics: ['usage.actions', 'usage.storage'],
      partitions: 3,
      cells: [[1, 'stall', 70]],
    })
  })

  it('adds up what is known: no commit anywhere is no lag, and not zero', () => {
    const none = { lag: null, inPerSecond: null, readPerSecond: null }
    expect(summarise([partition(0, none), partition(1, none)])).toMatchObject({
      lag: null,
      inPerSecond: null,
      consumable: '20',
      drain: { how: 'unknown', seconds: null },
    })
    expect(summarise([partition(0, none), partition(1)]).lag).toBe('10')
  })

  it('is read up when its slowest partition is, and never when one stands still', () => {
    const behind = { status: 'warn', consumable: 100, inPerSecond: 5, readPerSecond: 10 } as const
    expect(summarise([partition(0, behind), partition(1, { ...behind, consumable: 1_000 })]).drain).toEqual({
      how: 'drains',
      seconds: 200,
    })
    expect(summarise([partition(0, behind), partition(1, { ...behind, readPerSecond: 0 })]).drain.how).toBe('stopped')
    const first = { status: 'missing', lag: null, readPerSecond: 0 } as const
    expect(summarise([partition(0), partition(1, first)]).drain.how, 'a partition without a commit yet').toBe('unknown')
  })

  it('shows the least time that retention leaves, what is lost, and the partition that takes too much', () => {
    const summary = summarise([
      partition(0, { marginSeconds: 50, lost: 3, inPerSecond: 100 }),
      partition(1, { marginSeconds: 20, isRetentionRisk: true }),
      ...[2, 3, 4].map((n) => partition(n)),
    ])
    expect(summary).toMatchObject({ marginSeconds: 20, retentionRisk: true, lost: '3' })
    expect(summary.hot).toMatchObject({ topic: 'usage.actions', partition: 0 })
  })

  it('has at most so many cells, in the order of partitions', () => {
    const { cells } = summarise(Array.from({ length: 60 }, (_, i) => partition(59 - i)))
    expect(cells.map(([n]) => n)).toEqual(Array.from({ length: CELLS_MAX }, (_, i) => i))
  })
})

describe('the last hour', () => {
  const heardIn = (looks: readonly { minute: number; code: number }[]): LastHour =>
    looks.reduce((hour, { minute, code }) => withWorst(hour, minute, code), NO_HOUR)

  it('has the worst of each minute, and null where nobody looked', () => {
    const hour = heardIn([
      { minute: 100, code: timeCode(5) },
      { minute: 100, code: timeCode(2) },
      { minute: 103, code: timeCode(0) },
    ])
    const seconds = secondsOf(hour, 104)
    expect(seconds).toHaveLength(HOUR_MINUTES)
    expect(seconds.slice(-6)).toEqual([null, expect.closeTo(5, 1), null, null, 0, null])
    expect(secondsOf(hour, 103 + HOUR_MINUTES)).toEqual(Array(HOUR_MINUTES).fill(null))
  })

  it('is the same in whatever order its minutes are read', () => {
    const looks = fc.array(
      fc.record({ minute: fc.integer({ min: 1_000, max: 1_090 }), code: fc.integer({ min: -1, max: 4_000 }) }),
    )
    fc.assert(
      fc.property(looks, (some) => {
        const [there, back] = [heardIn(some), heardIn([...some].reverse())]
        expect(secondsOf(there, 1_090)).toEqual(secondsOf(back, 1_090))
      }),
    )
  })
})

it('the worst group is first, and who is late on purpose is not worse for it', () => {
  const group = (name: string, timeLagSeconds: number | null, status: 'ok' | 'warn' | 'stop' = 'ok', site = 'iad') => ({
    group: name,
    timeLagSeconds,
    status,
    site,
  })
  const groups = [
    group('warehouse-archiver', 368),
    group('usage-relay', null),
    group('usage-relay', 1, 'ok', 'sea'),
    group('submission-filter', 32),
    group('warehouse-archiver', 1_000, 'warn', 'sea'),
    group('reports', 70, 'warn'),
    group('csv-builder', 2, 'stop'),
  ]
  expect(groups.sort(worseGroup).map((g) => `${g.group}@${g.site}`)).toEqual([
    'csv-builder@iad',
    'warehouse-archiver@sea', // 100 s beyond its 900
    'reports@iad',
    'submission-filter@iad',
    'usage-relay@sea',
    'usage-relay@iad',
    'warehouse-archiver@iad',
  ])
})
