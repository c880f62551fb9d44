import { describe, expect, it } from 'vitest'
import { alerts } from './alerts.ts'
import { type ReadingFacts, readings } from './readings.ts'

const node = (name: string, more: object = {}) =>
  ({
    name,
    site: 'iad',
    instance: `${name}@iad`,
    purpose: '',
    state: 'running',
    status: 'ok',
    message: '',
    since: null,
    heardAt: '2026-11-23T14:32:00.000Z',
    inPerSecond: 10.2,
    outPerSecond: 10,
    lag: '5',
    timeLagSeconds: 1.3,
    partitions: [],
    deadLetters: null,
    rssBytes: 1,
    ...more,
  }) as ReadingFacts['processors'][number]

const well: ReadingFacts = {
  at: '2026-11-23T14:32:08.000Z',
  day: '2026-11-23',
  sites: [
    { name: 'iad', isHome: true, heardAt: null, stale: false, perSecond: 31.4, topics: [] },
    { name: 'sea', isHome: false, heardAt: null, stale: false, perSecond: 26.2, topics: [] },
  ],
  processors: [node('usage-relay'), node('csv-builder')],
  jobs: [node('zuora-submitter')],
  money: {
    states: [{ state: 'imported', files: 46, rows: 1_811_308, totals: {}, estimate: null }],
    total: { files: 58, rows: 2_139_951, totals: {}, estimate: { usd: '199304.1234', withoutPrice: [] } },
  },
  filesInTrouble: [],
  waitingForZuora: null,
  books: {
    proven: true,
    equation: {
      eventsIn: '2418306',
      submitted: '0',
      rejected: '0',
      duplicates: '0',
      deadLetters: '0',
      setAside: '0',
      inFiles: '0',
      inFlight: '0',
      difference: '0',
    },
  },
  latency: { now: { windowSeconds: 300, rows: 0, p50Ms: null, p95Ms: null, p99Ms: null }, series: [] },
  deadLetters: { open: 0, groups: 0, today: 0, largest: null },
  rejected: { perSecond: 6.5, today: 3, reasons: [{ reason: 'no_zuora_account', words: '', today: 3 }] },
  heard: [],
  accounts: { count: 3 },
}

describe('readings', () => {
  it('say in numbers that all is well', () => {
    const { finance, engineer, support } = readings(well)
    expect(finance).toMatchObject({
      status: 'ok',
      title: '46 files with 1,811,308 rows went to Zuora today',
      detail: '2,139,951 rows accepted, est. $199,304. No file waits for a person. Every event has one place.',
    })
    expect(engineer).toMatchObject({
      status: 'ok',
      title: 'All 3 processes keep up',
      detail: '57.6/s from 2 sites; the furthest behind is 1.3 s. No dead letter waits.',
    })
    expect(support).toMatchObject({ status: 'ok', title: 'Customers see usage up to 14:32 UTC' })
    expect(support.detail).toContain('3 items of today wait for a Zuora account.')
    expect(alerts(well)).toEqual([])
  })

  it('do not wait for the archive, which copies minutes later on purpose', () => {
    const { engineer, support } = readings({
      ...well,
      processors: [...well.processors, node('warehouse-archiver', { timeLagSeconds: 290 })],
    })
    expect(engineer.detail).toContain('the furthest behind is 1.3 s')
    expect(support.status).toBe('ok')
  })

  it('name the file that is held before anything else of money', () => {
    const file = {
      id: '9',
      name: 'usage-k3f9a2-p1-00000232.csv',
      state: 'quarantined' as const,
      rows: 39_690,
      since: '2026-11-23T06:26:00.000Z',
      words: '39690 rows in the file, 39689 booked',
    }
    const { finance } = readings({ ...well, filesInTrouble: [file, { ...file, id: '10', state: 'unknown' }] })
    expect(finance).toMatchObject({
      status: 'stop',
      title: '1 file is held, 1 is of unknown outcome',
      link: { href: '/files/9' },
    })
    expect(finance.detail).toContain('39,690 rows, since 06:26 UTC')
  })

  it('say what waits for Zuora, since when and why; beside a file in trouble it is named', () => {
    const waitingForZuora = {
      files: 12,
      rows: 1_012,
      since: '2026-11-23T14:03:00.000Z',
      words: 'Zuora answered HTTP 503',
    }
    const { finance } = readings({ ...well, waitingForZuora })
    expect(finance).toMatchObject({ status: 'warn', title: '12 files wait for Zuora' })
    expect(finance.detail).toBe(
      '1,012 rows, the first since 14:03 UTC. The last try: Zuora answered HTTP 503. Each is sent again by itself, under its own key: nothing is billed twice.',
    )
    const untried = readings({ ...well, waitingForZuora: { ...waitingForZuora, files: 1, words: '' } }).finance
    expect(untried.title).toBe('1 file waits for Zuora')
    expect(untried.detail).toContain('No try was made yet')
    const refused = {
      id: '9',
      name: 'usage.csv',
      state: 'refused',
      rows: 2,
      since: well.at,
      words: 'HTTP 400',
    } as const
    const both = readings({ ...well, waitingForZuora, filesInTrouble: [refused] }).finance
    expect(both.detail).toMatch(/HTTP 400\. 12 files wait for Zuora\.$/)
    expect(alerts({ ...well, waitingForZuora })).toMatchObject([
      {
        status: 'warn',
        title: '12 files wait for Zuora',
        since: waitingForZuora.since,
        href: '/files?state=submitting',
      },
    ])
  })

  it('say to an engineer which site is not heard, before what waits because of it, and list it', () => {
    const sites = [well.sites[0]!, { ...well.sites[1]!, stale: true, heardAt: '2026-11-23T14:15:00.000Z' }]
    const waiting = node('usage-relay', {
      site: 'sea',
      state: 'waiting',
      since: well.at,
      message: 'sea does not answer',
    })
    const { engineer } = readings({ ...well, sites, processors: [...well.processors, waiting] })
    expect(engineer).toMatchObject({ status: 'missing', title: 'Hydro at sea is not heard' })
    expect(engineer.detail).toBe(
      'Its brokers last answered at 14:15 UTC. Usage of this site waits there; other sites go on.',
    )
    expect(alerts({ ...well, sites })).toMatchObject([
      { status: 'missing', title: 'Hydro at sea is not heard', since: '2026-11-23T14:15:00.000Z', href: '/lag' },
    ])
  })

  it('say that the books differ, only when it is proven', () => {
    const differ = (proven: boolean) =>
      readings({ ...well, books: { proven, equation: { ...well.books!.equation, difference: '-2' } } }).finance
    expect(differ(true)).toMatchObject({ status: 'stop', title: 'The books of 2026-11-23 differ by −2' })
    expect(differ(false).status).toBe('ok')
  })

  it('say which partition is behind, and for an engineer a stop comes first', () => {
    const tube = {
      topic: 'usage.actions',
      partition: 3,
      state: 'running' as const,
      lag: '1308',
      timeLagSeconds: 96,
      status: 'warn' as const,
      stop: null,
    }
    const late = node('usage-relay', { site: 'sea', partitions: [tube], timeLagSeconds: 96 })
    expect(readings({ ...well, processors: [late] }).engineer).toMatchObject({
      status: 'warn',
      title: 'usage-relay at sea is 1 min 36 s behind',
      detail: 'Partition 3 of usage.actions: 1,308 records wait, read at 10.2/s.',
    })
    const one = { ...late, partitions: [{ ...tube, lag: '1' }] }
    expect(readings({ ...well, processors: [one] }).engineer.detail).toBe(
      'Partition 3 of usage.actions: 1 record waits, read at 10.2/s.',
    )
    expect(readings({ ...well, processors: [late] }).support).toMatchObject({
      status: 'warn',
      title: 'Customers see usage up to 14:30 UTC',
    })
    const stop = {
      kind: 'poison',
      recordOffset: '1',
      whatHappened: 'It met a bad record.',
      whatItMeans: '',
      whatToDo: 'Mend it.',
      since: '2026-11-23T07:02:00.000Z',
    }
    const stopped = node('csv-builder', { partitions: [{ ...tube, status: 'stop', stop }] })
    const { engineer } = readings({ ...well, processors: [late, stopped] })
    expect(engineer).toMatchObject({
      status: 'stop',
      title: 'csv-builder at iad stands still on partition 3',
      detail: 'Since 07:02 UTC: It met a bad record. Mend it.',
    })
    expect(alerts({ ...well, processors: [late, stopped] }).map((a) => a.status)).toEqual(['stop', 'warn'])
  })

  it('name the day of what began on another one', () => {
    const silent = node('csv-builder', { state: 'down', heardAt: '2026-11-21T14:32:00.000Z' })
    expect(readings({ ...well, processors: [silent] }).engineer.detail).toMatch(
      /^csv-builder@iad last reported at 21 Nov 14:32 UTC\. /,
    )
    const file = {
      id: '7',
      name: 'usage-k3f9a2-p3-00000007.csv',
      rows: 2,
      state: 'refused',
      since: '2026-11-20T07:02:00.000Z',
      words: '',
    } as ReadingFacts['filesInTrouble'][number]
    expect(readings({ ...well, filesInTrouble: [file] }).finance.detail).toContain(', 2 rows, since 20 Nov 07:02 UTC: ')
  })

  it('never take silence for health', () => {
    const silent = {
      ...well,
      processors: [node('usage-relay', { state: 'stale' })],
      sites: [{ ...well.sites[0]!, stale: true, heardAt: '2026-11-23T14:30:00.000Z' }],
    }
    expect(readings(silent).engineer).toMatchObject({ status: 'missing', title: 'usage-relay at iad is not heard' })
    expect(readings(silent).support).toMatchObject({ status: 'missing', title: 'Usage of iad may be missing' })
  })
})
