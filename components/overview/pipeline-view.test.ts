import { describe, expect, it } from 'vitest'
import type { Pipeline, ProcessorNode } from '../../domain/api/pipeline.ts'
import { booksView, mapView, stemMarks, tubesByPartition } from './pipeline-view.ts'

type Tube = ProcessorNode['partitions'][number]
const tube = (partition: number, more: Partial<Tube> = {}): Tube => ({
  topic: 'usage.actions',
  partition,
  state: 'running',
  lag: '3',
  timeLagSeconds: 1.2,
  status: 'ok',
  stop: null,
  ...more,
})
const node = (name: string, more: Partial<ProcessorNode> = {}): ProcessorNode => ({
  name,
  site: 'iad',
  instance: `${name}@iad`,
  purpose: '',
  state: 'running',
  status: 'ok',
  message: '',
  since: null,
  heardAt: '2026-11-23T14:32:07Z',
  inPerSecond: 1,
  outPerSecond: 1,
  lag: '3',
  timeLagSeconds: 1.2,
  partitions: [tube(0)],
  deadLetters: null,
  rssBytes: null,
  ...more,
})
const equation = {
  eventsIn: '10',
  submitted: '4',
  rejected: '1',
  duplicates: '0',
  deadLetters: '0',
  setAside: '0',
  inFiles: '5',
  inFlight: '0',
  difference: '0',
}
const NOW = Date.parse('2026-11-23T14:32:08Z')
const pipeline = (more: Partial<Pipeline> = {}): Pipeline =>
  ({
    at: '2026-11-23T14:32:08Z',
    day: '2026-11-23',
    sites: [{ name: 'iad', isHome: true, heardAt: null, stale: false, perSecond: 31.4, topics: [] }],
    processors: [node('usage-relay'), node('submission-filter'), node('csv-builder'), node('csv-bookkeeper')],
    jobs: [node('zuora-submitter')],
    edges: { lineItemsPerSecond: 1, submittablePerSecond: 1, rowsPerSecond: 1, bookedPerSecond: 1 },
    accounts: { count: 7 },
    rejected: { perSecond: 0, today: 0, reasons: [] },
    openFiles: [],
    money: { states: [], total: { files: 0, rows: 0, totals: {}, estimate: null } },
    books: { equation, proven: true },
    marks: [],
    heard: [],
    ...more,
  }) as unknown as Pipeline

describe('the tubes of a processor', () => {
  it('show the worst topic of each partition', () => {
    const views = tubesByPartition(
      node('usage-relay', {
        partitions: [tube(1), tube(0), tube(0, { topic: 'usage.storage', timeLagSeconds: 96, status: 'warn' })],
      }),
    )
    expect(views).toEqual([
      { partition: 0, timeLagSeconds: 96, status: 'warn' },
      { partition: 1, timeLagSeconds: 1.2, status: 'ok' },
    ])
  })
  it('are missing only when no topic of the partition was heard', () => {
    const silent = { timeLagSeconds: null, lag: null, status: 'missing' as const }
    expect(tubesByPartition(node('x', { partitions: [tube(0, silent), tube(0, { topic: 'retry' })] }))[0]?.status).toBe(
      'ok',
    )
    expect(tubesByPartition(node('x', { partitions: [tube(0, silent)] }))[0]).toEqual({
      partition: 0,
      timeLagSeconds: null,
      status: 'missing',
    })
  })
})

describe('the map', () => {
  it('never shows a processor that was not heard as zero', () => {
    const view = mapView(
      pipeline({ processors: [node('csv-builder', { state: 'stale', lag: null, timeLagSeconds: null })] }),
      NOW,
      'UTC',
    )
    expect(view.builder).toMatchObject({ status: 'missing', behind: null, words: 'not heard since 14:32' })
    expect(view.filter).toMatchObject({ status: 'missing', timeLagSeconds: null, words: 'not heard yet' })
    expect(view.sites[0]?.relayedPerSecond).toBeNull()
  })
  it('says since when a processor stands still', () => {
    const stopped = node('submission-filter', { state: 'stopped', status: 'stop', since: '2026-11-23T14:02:00Z' })
    expect(mapView(pipeline({ processors: [stopped] }), NOW, 'UTC').filter).toMatchObject({
      status: 'stop',
      words: 'stopped since 14:02',
    })
  })
  it('adds up dead letters of all sites and names the largest cause', () => {
    const summary = (open: number, groups: number, largest: number) => ({
      open,
      groups,
      today: open,
      largest: { fingerprint: 'f', errorMessage: 'm', open: largest, since: '2026-11-23T08:55:00Z' },
    })
    const view = mapView(
      pipeline({
        processors: [
          node('usage-relay', { deadLetters: summary(5, 2, 4) }),
          node('usage-relay', { site: 'sea', deadLetters: summary(9, 1, 9) }),
        ],
      }),
      NOW,
      'UTC',
    )
    expect(view.deadLetters['usage-relay']).toEqual({ open: 14, note: '9 of one cause, since 08:55' })
  })
})

describe('the books', () => {
  it('give no difference of 0 that nobody proved', () => {
    expect(booksView(pipeline())?.difference).toBe('0')
    expect(booksView(pipeline({ books: { equation, proven: false } }))?.difference).toBeNull()
    expect(
      booksView(pipeline({ books: { equation: { ...equation, difference: '2' }, proven: false } }))?.difference,
    ).toBe('2')
    expect(booksView(pipeline({ books: null }))).toBeNull()
  })
})

it('marks on the Stem have the colour of their state', () => {
  const mark = (kind: Pipeline['marks'][number]['kind']) => ({
    from: '2026-11-23T01:00:00Z',
    to: null,
    kind,
    words: kind,
    href: null,
  })
  const marks = stemMarks(pipeline({ marks: [mark('quarantined'), mark('unknown'), mark('dead')] }))
  expect(marks.map((m) => m.state)).toEqual(['stop', 'warn', 'dead'])
  expect(stemMarks(undefined)).toEqual([])
})
