import { describe, expect, it } from 'vitest'
import type { LagGroup, LagGroupsAnswer } from '../../domain/api/lag.ts'
import { drainWords, lagReading, topicsWords } from './words.ts'

const AT = '2026-11-23T14:32:00.000Z'
const group = (more: Partial<LagGroup> = {}): LagGroup => ({
  site: 'sea',
  group: 'usage-relay',
  kind: 'classic',
  state: 'Stable',
  members: 1,
  rebalancedAt: null,
  topics: ['usage.actions', 'usage.packages'],
  partitions: 24,
  status: 'ok',
  since: '2026-11-23T14:21:00.000Z',
  timeLagSeconds: 1.3,
  lag: '61',
  consumable: '61',
  lost: '0',
  inPerSecond: 11.9,
  readPerSecond: 11.9,
  drain: { how: 'drains', seconds: 5 },
  marginSeconds: 601_200,
  retentionRisk: false,
  worst: { topic: 'usage.actions', partition: 3 },
  hot: null,
  cells: [],
  lastHour: [],
  sampledAt: AT,
  ...more,
})
const site = (more: Partial<LagGroupsAnswer['sites'][number]> = {}) => ({
  site: 'sea',
  sampledAt: AT,
  stale: false,
  requests: 7,
  tookMs: 24,
  groups: 1,
  partitions: 24,
  leftOut: 0,
  ...more,
})
const read = (items: LagGroup[], sites = [site()]) =>
  lagReading({ items, nextCursor: null, sampledAt: AT, stale: false, sites }, Date.parse(AT), 'UTC')

describe('the Reading of the Lag page', () => {
  it('says in numbers that all is well', () => {
    expect(read([group()])).toEqual({
      glyph: 'ok',
      title: '1 group keeps up; the furthest is 1.3 s behind',
      detail: '24 partitions at 1 site, looked at in 7 requests and 0.02 s. No record was lost to retention.',
    })
  })
  it('judges by its own wait who is late on purpose', () => {
    expect(read([group({ group: 'warehouse-archiver', timeLagSeconds: 284 }), group()])).toEqual({
      glyph: 'ok',
      title: 'All 2 groups keep up; the furthest is 1.3 s behind',
      detail:
        'warehouse-archiver writes files, at most 15 min late on purpose. 24 partitions at 1 site, looked at in 7 requests and 0.02 s. No record was lost to retention.',
    })
  })
  it('says who is behind, since when, and how fast it gets worse', () => {
    const late = group({
      status: 'warn',
      timeLagSeconds: 96,
      readPerSecond: 10.2,
      drain: { how: 'never', seconds: null },
    })
    const other = group({ group: 'warehouse-archiver', status: 'warn' })
    expect(read([late, other])).toEqual({
      glyph: 'warn',
      title: 'usage-relay at sea is 1 min 36 s behind and losing 8.6 s a minute',
      detail:
        'Partition 3 of usage.actions since 14:21: 11.9/s arrive, 10.2/s are read. Also: warehouse-archiver at sea (warn).',
    })
  })
  it('calls a loss a loss, and a stop before a site that is away', () => {
    expect(read([group({ status: 'stop', lost: '7' })]).title).toBe(
      'usage-relay at sea lost 7 records to retention before it read them',
    )
    expect(read([group({ status: 'stop' })], [site({ stale: true })]).glyph).toBe('stop')
    const away = read([group()], [site({ stale: true, sampledAt: '2026-11-21T07:02:00.000Z' })])
    expect(away.title).toBe('sea is not heard')
    expect(away.detail).toBe('Last looked at 21 Nov 07:02. What is shown of it is as it was then.')
  })
  it('never shows a figure where nobody looked', () => {
    expect(read([], []).title).toBe('No consumer group was seen yet')
    expect(drainWords(group({ drain: { how: 'unknown', seconds: null } }))).toBe('?')
    expect(drainWords(group({ drain: { how: 'never', seconds: null } }))).toBe('Never, at this rate')
  })
  it('says of a group that writes files no time by a rate of one minute', () => {
    const archiver = { group: 'warehouse-archiver', drain: { how: 'drains', seconds: 3_360 } } as const
    expect(drainWords(group({ ...archiver, status: 'ok' }))).toBe('by file')
    expect(drainWords(group({ ...archiver, status: 'warn' }))).toBe('56 min')
  })
  it('counts of a group that is late on purpose only what is beyond its wait', () => {
    const archiver = (timeLagSeconds: number) => group({ group: 'warehouse-archiver', status: 'ok', timeLagSeconds })
    const relay = group({ status: 'ok', timeLagSeconds: 2 })
    expect(read([relay, archiver(600)]).title).toBe('All 2 groups keep up; the furthest is 2.0 s behind')
    expect(read([relay, archiver(930)]).title).toBe('All 2 groups keep up; the furthest is 30 s behind')
  })
  it('says topics of one family as one', () => {
    expect(topicsWords(group())).toBe('usage.* · 24')
    expect(topicsWords({ topics: ['a.b'], partitions: 6 })).toBe('a.b · 6')
    expect(topicsWords({ topics: ['a.b', 'c.d'], partitions: 6 })).toBe('2 topics · 6')
  })
})
