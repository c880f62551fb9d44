import type { Pipeline, ProcessorNode } from '../../domain/api/pipeline.ts'
import type { FileState } from '../../domain/file-states.ts'
import { count, dayMonth, plural, roughly, timeOrDate, timeOrDay } from '../format.ts'
import type { StemMark } from '../frame/stem.tsx'
import type { PartitionView } from '../partition.ts'
import { worstStatus } from '../partition.ts'
import type { Books } from './conservation.tsx'
import type { MapNode, MapView } from './map-view.ts'
import type { MoneyRow } from './money.tsx'

/** From the API's answer to what is drawn: pure, so that each rule of the map has a test. */

/** The dashed line of every rack (look). */
export const ALERT_SECONDS = 60

/** One tube per partition number: the worst over the topics that a processor reads. */
export const tubesByPartition = (node: ProcessorNode): PartitionView[] => {
  const byNumber = new Map<number, PartitionView[]>()
  for (const tube of node.partitions) {
    const known = byNumber.get(tube.partition) ?? []
    known.push({ partition: tube.partition, timeLagSeconds: tube.timeLagSeconds, status: tube.status })
    byNumber.set(tube.partition, known)
  }
  return [...byNumber.entries()]
    .sort(([a], [b]) => a - b)
    .map(([partition, views]) => {
      // what was not heard hides nothing that was: a retry topic without a commit is no reason to hatch the tube
      const heard = views.filter((view) => view.status !== 'missing')
      if (heard.length === 0) return { partition, timeLagSeconds: null, status: 'missing' as const }
      return {
        partition,
        timeLagSeconds: Math.max(...heard.map((view) => view.timeLagSeconds ?? 0)),
        status: worstStatus(heard.map((view) => view.status)),
      }
    })
}

const wordsOfState = (node: ProcessorNode, now: number, zone: string): string | null => {
  const since = node.since === null ? '' : ` since ${timeOrDate(node.since, now, zone)}`
  switch (node.state) {
    case 'starting':
      return 'starting'
    case 'waiting':
      return `waits${since}`
    case 'stopped':
      return `stopped${since}`
    case 'stale':
      return node.heardAt === null ? 'not heard' : `not heard since ${timeOrDate(node.heardAt, now, zone)}`
    case 'down':
      return 'not running'
    case 'running':
      return node.timeLagSeconds === null && node.lag === null ? 'runs; how far behind is not known' : null
  }
}

const missing = (name: string): MapNode => ({
  name,
  status: 'missing',
  timeLagSeconds: null,
  behind: null,
  words: 'not heard yet',
  partitions: [],
})

const mapNode = (node: ProcessorNode | undefined, name: string, now: number, zone: string): MapNode =>
  node === undefined
    ? missing(name)
    : {
        name,
        status: node.state === 'stale' || node.state === 'down' ? 'missing' : node.status,
        timeLagSeconds: node.timeLagSeconds,
        behind: node.lag === null ? null : Number(node.lag),
        words: wordsOfState(node, now, zone),
        partitions: tubesByPartition(node),
      }

const letters = (pipeline: Pipeline, name: string, now: number, zone: string): { open: number; note: string } => {
  const summaries = pipeline.processors
    .filter((p) => p.name === name)
    .flatMap((p) => (p.deadLetters ? [p.deadLetters] : []))
  const open = summaries.reduce((sum, s) => sum + s.open, 0)
  const groups = summaries.reduce((sum, s) => sum + s.groups, 0)
  const largest = summaries.flatMap((s) => (s.largest ? [s.largest] : [])).sort((a, b) => b.open - a.open)[0]
  if (open === 0) return { open, note: '' }
  if (largest && (groups > 1 || open === largest.open))
    return {
      open,
      note:
        groups === 1
          ? `one cause, since ${timeOrDate(largest.since, now, zone)}`
          : `${count(largest.open)} of one cause, since ${timeOrDate(largest.since, now, zone)}`,
    }
  return { open, note: groups === 1 ? 'one cause' : `${count(groups)} causes` }
}

/** How many files wait at Zuora's door, in the order of the flow. */
const WAITING: readonly FileState[] = ['balanced', 'submitting', 'submitted', 'unknown', 'refused']

export const mapView = (pipeline: Pipeline, now: number, zone: string): MapView => {
  const find = (name: string, site?: string) =>
    pipeline.processors.find((p) => p.name === name && (site === undefined || p.site === site))
  const files = (state: FileState) => pipeline.money.states.find((row) => row.state === state)
  const open = pipeline.openFiles
  const next = [...open].sort((a, b) => a.closesAt.localeCompare(b.closesAt))[0]
  const submitter = pipeline.jobs.find((job) => job.name === 'zuora-submitter')
  const openRows = open.reduce((sum, file) => sum + file.rows, 0)
  return {
    alertSeconds: ALERT_SECONDS,
    sites: pipeline.sites.map((site, index) => {
      const relay = find('usage-relay', site.name)
      return {
        name: site.name,
        index,
        perSecond: site.perSecond,
        products: site.topics.map((t) => ({ name: t.topic.replace('usage.', ''), perSecond: t.perSecond })),
        relay: mapNode(relay, `usage-relay · ${site.name}`, now, zone),
        relayedPerSecond: relay?.outPerSecond ?? null,
      }
    }),
    directory: {
      ...mapNode(find('account-directory'), 'account-directory', now, zone),
      accounts: count(pipeline.accounts.count),
    },
    filter: mapNode(find('submission-filter'), 'submission-filter', now, zone),
    builder: mapNode(find('csv-builder'), 'csv-builder', now, zone),
    bookkeeper: mapNode(find('csv-bookkeeper'), 'csv-bookkeeper', now, zone),
    perSecond: {
      lineItems: pipeline.edges.lineItemsPerSecond,
      submittable: pipeline.edges.submittablePerSecond,
      rows: pipeline.edges.rowsPerSecond,
      booked: pipeline.edges.bookedPerSecond,
    },
    rejected: { perSecond: pipeline.rejected.perSecond, today: count(pipeline.rejected.today) },
    deadLetters: {
      'usage-relay': letters(pipeline, 'usage-relay', now, zone),
      'submission-filter': letters(pipeline, 'submission-filter', now, zone),
      'account-directory': letters(pipeline, 'account-directory', now, zone),
    },
    openFiles: {
      files: open.length,
      rows: openRows,
      note:
        next === undefined
          ? 'the next row opens one'
          : `${plural(openRows, 'row')}; next to close p${next.partition}, ${roughly(Math.max(0, (Date.parse(next.closesAt) - now) / 1000))}`,
    },
    quarantined: { files: files('quarantined')?.files ?? 0, rows: files('quarantined')?.rows ?? 0 },
    zuora: {
      importedToday: files('imported')?.files ?? 0,
      waiting: WAITING.flatMap((state) => {
        const row = files(state)
        return row && row.files > 0 ? [{ state, files: row.files }] : []
      }),
      away:
        submitter === undefined || submitter.state === 'running' || submitter.state === 'starting'
          ? null
          : submitter.state === 'waiting'
            ? `no answer${submitter.since ? ` since ${timeOrDate(submitter.since, now, zone)}` : ''}`
            : (wordsOfState(submitter, now, zone) ?? null),
    },
  }
}

export const booksView = (pipeline: Pipeline): Books | null => {
  if (!pipeline.books) return null
  const { equation, proven } = pipeline.books
  return { ...equation, difference: proven || equation.difference !== '0' ? equation.difference : null }
}

/** What is proven and what is not, in words beside the equation. */
export const booksNote = (pipeline: Pipeline): string => {
  const sites = pipeline.sites.length
  const where = sites === 1 ? 'one site' : sites === 2 ? 'both sites' : `${sites} sites`
  const since = `since 00:00 UTC, ${where}, all products`
  return pipeline.books?.proven === false ? `${since}; in flight is not proven, Kafka did not answer` : since
}

export const moneyView = (pipeline: Pipeline): { rows: MoneyRow[]; priced: boolean } => ({
  rows: pipeline.money.states.map((row) => ({
    state: row.state,
    files: row.files,
    rows: row.rows,
    minutes: row.totals.Minutes ?? '0',
    estimateUsd: row.estimate?.usd ?? null,
  })),
  priced: pipeline.money.states.some((row) => row.estimate !== null),
})

const MARK_STATE = {
  stop: 'stop',
  warn: 'warn',
  stall: 'stall',
  dead: 'dead',
  quarantined: 'stop',
  refused: 'stop',
  unknown: 'warn',
} as const

export const stemMarks = (pipeline: Pipeline | undefined): StemMark[] =>
  (pipeline?.marks ?? []).map((mark) => ({
    from: mark.from,
    to: mark.to,
    state: MARK_STATE[mark.kind],
    words: mark.words,
  }))

/** `23 Nov` for the UTC day of the books. */
export const bookDay = (pipeline: Pipeline): string => dayMonth(`${pipeline.day.slice(0, 10)}T00:00:00Z`, 'UTC')

export const latencySeconds = (milliseconds: number | null): number | null =>
  milliseconds === null ? null : milliseconds / 1000

/** Which sources are old, in words: `Site sea was last heard 09:28`. Empty when all are fresh. */
export const staleSources = (pipeline: Pipeline, zone: string): string[] =>
  pipeline.heard
    .filter((source) => source.stale)
    .map((source) =>
      source.at === null
        ? `${source.source} not heard yet`
        : `${source.source} not heard since ${timeOrDay(source.at, pipeline.at, zone)}`,
    )
