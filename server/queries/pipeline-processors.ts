/** The processors and jobs of the map: what they report, how far behind they are, where they stand still. */
import type { Status } from '../../domain/api/common.ts'
import type { LagAnswer, LagRow } from '../../domain/api/lag.ts'
import type { Pipeline, ProcessorNode } from '../../domain/api/pipeline.ts'
import { JOBS, PROCESSORS, type ProcessorSpec, topicsReadAt } from '../../domain/pipeline.ts'
import { REPORT_STALE_MS } from '../limits.ts'
import type { Pool } from '../postgres/pool.ts'
import { iso, isoOrNull } from './time.ts'
import type { WorkerReport } from './worker-reports.ts'

type SiteAt = { readonly name: string; readonly isHome: boolean }
type Stop = { processor: string; site: string; topic: string; partition: number } & NonNullable<
  ProcessorNode['partitions'][number]['stop']
>

const STOPS = `
  select processor, site, topic, partition, kind, record_offset::text as "recordOffset", what_happened as "whatHappened",
         what_it_means as "whatItMeans", what_to_do as "whatToDo", since from stream_stop`

export const readStops = async (pool: Pool): Promise<Stop[]> =>
  (await pool.query<Omit<Stop, 'since'> & { since: Date }>(STOPS)).rows.map((row) => ({
    ...row,
    since: iso(row.since),
  }))

const ORDER: Status[] = ['stop', 'rewind', 'stall', 'warn', 'missing', 'ok']
export const worst = (statuses: readonly Status[]): Status => ORDER.find((status) => statuses.includes(status)) ?? 'ok'

type State = ProcessorNode['state']
const stateOf = (report: WorkerReport | undefined, now: Date): State => {
  if (!report) return 'down'
  if (now.getTime() - report.reportedAt.getTime() > REPORT_STALE_MS) return 'stale'
  const known: readonly string[] = ['starting', 'running', 'waiting', 'stopped']
  return known.includes(report.state) ? (report.state as State) : 'running'
}

const tubesOf = (
  name: string,
  site: string,
  topics: readonly string[],
  lag: readonly LagRow[],
  report: WorkerReport | undefined,
  stops: readonly Stop[],
) => {
  const places = new Map<string, { topic: string; partition: number }>()
  const rows = lag.filter((row) => row.group === name && row.site === site)
  const own = stops.filter((stop) => stop.processor === name && stop.site === site)
  for (const { topic, partition } of [...rows, ...(report?.figures.partitions ?? []), ...own])
    places.set(`${topic} ${partition}`, { topic, partition })
  return [...places.values()]
    .sort((a, b) => topics.indexOf(a.topic) - topics.indexOf(b.topic) || a.partition - b.partition)
    .map(({ topic, partition }) => {
      const at = (row: { topic: string; partition: number }) => row.topic === topic && row.partition === partition
      const row = rows.find(at)
      const said = report?.figures.partitions.find(at)
      const stop = own.find(at)
      return {
        topic,
        partition,
        state: stop ? ('stopped' as const) : (said?.state ?? 'running'),
        lag: row ? (row.lag ?? row.consumable) : null,
        timeLagSeconds: row?.timeLagSeconds ?? null,
        status: stop ? ('stop' as const) : (row?.status ?? ('missing' as const)),
        stop: stop
          ? {
              kind: stop.kind,
              recordOffset: stop.recordOffset,
              whatHappened: stop.whatHappened,
              whatItMeans: stop.whatItMeans,
              whatToDo: stop.whatToDo,
              since: stop.since,
            }
          : null,
      }
    })
}

const newest = (reports: readonly WorkerReport[]): WorkerReport | undefined =>
  reports.reduce<WorkerReport | undefined>((a, b) => (a && a.reportedAt >= b.reportedAt ? a : b), undefined)

const nodeOf = (
  name: string,
  purpose: string,
  site: string,
  all: readonly WorkerReport[],
  now: Date,
  tubes: ProcessorNode['partitions'],
): Omit<ProcessorNode, 'deadLetters'> => {
  const reports = all.filter((r) => r.worker === name && r.site === site)
  const live = reports.filter((r) => now.getTime() - r.reportedAt.getTime() <= REPORT_STALE_MS)
  const report = newest(live.length > 0 ? live : reports)
  const isStopped = tubes.some((tube) => tube.stop)
  const said = stateOf(report, now)
  const state: State = isStopped && said !== 'stale' && said !== 'down' ? 'stopped' : said
  const lags = tubes.map((tube) => tube.lag).filter((lag) => lag !== null)
  const times = tubes.map((tube) => tube.timeLagSeconds).filter((seconds) => seconds !== null)
  // Copies of one processor share its partitions: their rates add up.
  const sum = (of: (r: WorkerReport) => number) =>
    live.length > 0 ? live.reduce((total, r) => total + of(r), 0) : null
  return {
    name,
    site,
    instance: report?.instance ?? `${name}@${site}`,
    purpose,
    state,
    status:
      state === 'stale' || state === 'down'
        ? 'missing'
        : state === 'stopped'
          ? 'stop'
          : state === 'waiting'
            ? 'warn'
            : worst(tubes.map((tube) => tube.status)),
    message: tubes.find((tube) => tube.stop)?.stop?.whatHappened ?? report?.message ?? '',
    since: isoOrNull(report?.stateSince),
    heardAt: isoOrNull(report?.reportedAt),
    inPerSecond: sum((r) => r.figures.records_per_second),
    outPerSecond: sum((r) => r.figures.records_out_per_second),
    lag: lags.length > 0 ? String(lags.reduce((total, lag) => total + BigInt(lag), 0n)) : null,
    timeLagSeconds: times.length > 0 ? Math.max(...times) : null,
    partitions: tubes,
    rssBytes: sum((r) => r.figures.rss_bytes),
  }
}

export type LetterSummaries = (processor: string, site: string) => ProcessorNode['deadLetters']

export const processorNodes = (
  sites: readonly SiteAt[],
  reports: readonly WorkerReport[],
  lag: Pick<LagAnswer, 'items' | 'sites'>,
  stops: readonly Stop[],
  letters: LetterSummaries,
  now: Date,
): Pick<Pipeline, 'processors' | 'jobs'> => {
  const specs: readonly ProcessorSpec[] = PROCESSORS
  // What was measured before a site fell silent says nothing of now: not known, never zero.
  const silent = new Set(lag.sites.filter(({ stale }) => stale).map(({ site }) => site))
  const known = lag.items.filter(({ site }) => !silent.has(site))
  const home = sites.find((site) => site.isHome)?.name ?? 'home'
  const processors = specs.flatMap((spec) =>
    sites
      .filter((site) => site.isHome || spec.runs === 'every-site')
      .map((site) => {
        const reported = newest(reports.filter((r) => r.worker === spec.name && r.site === site.name))
        const tubes = tubesOf(spec.name, site.name, topicsReadAt(spec, site), known, reported, stops)
        return {
          ...nodeOf(spec.name, spec.purpose, site.name, reports, now, tubes),
          deadLetters: spec.deadLetter ? letters(spec.name, site.name) : null,
        }
      }),
  )
  const jobs = JOBS.map((job) => ({ ...nodeOf(job.name, job.purpose, home, reports, now, []), deadLetters: null }))
  return { processors, jobs }
}

/**
 * A site is heard while its relay reports and its log can be looked at: a broker that hangs leaves the relay reporting. A
 * monitor that is away itself says nothing about any site.
 */
export const siteNodes = (
  sites: readonly SiteAt[],
  reports: readonly WorkerReport[],
  looked: LagAnswer['sites'],
  now: Date,
): Pipeline['sites'] => {
  const isWatched = reports.some(
    (r) => r.worker === 'lag-monitor' && now.getTime() - r.reportedAt.getTime() <= REPORT_STALE_MS,
  )
  return sites.map((site) => {
    const look = isWatched ? looked.find((at) => at.site === site.name) : undefined
    const relays = reports.filter((r) => r.worker === 'usage-relay' && r.site === site.name)
    const live = relays.filter((r) => now.getTime() - r.reportedAt.getTime() <= REPORT_STALE_MS)
    const spec = PROCESSORS.find((p) => p.name === 'usage-relay') as ProcessorSpec
    const topics = spec.reads
      .filter((topic) => topic.startsWith('usage.'))
      .map((topic) => ({
        topic,
        perSecond:
          live.length > 0
            ? live.reduce((sum, r) => sum + (r.figures.by_topic[topic]?.records_per_second ?? 0), 0)
            : null,
      }))
    return {
      name: site.name,
      isHome: site.isHome,
      heardAt: look?.stale && live.length > 0 ? look.sampledAt : isoOrNull(newest(relays)?.reportedAt),
      stale: live.length === 0 || look?.stale === true,
      perSecond: live.length > 0 ? topics.reduce((sum, topic) => sum + (topic.perSecond ?? 0), 0) : null,
      topics,
    }
  })
}

/** Outcomes a second of all live processes of one worker; null when none is heard. */
export const outcomePerSecond = (
  reports: readonly WorkerReport[],
  worker: string,
  outcome: string,
  now: Date,
): number | null => {
  const live = reports.filter((r) => r.worker === worker && now.getTime() - r.reportedAt.getTime() <= REPORT_STALE_MS)
  return live.length > 0 ? live.reduce((sum, r) => sum + (r.figures.outcomes_per_second[outcome] ?? 0), 0) : null
}
