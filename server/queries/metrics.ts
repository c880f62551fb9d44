/** Every worker's figures and the counts of the database, as Prometheus text. */
import { Gauge, Registry } from 'prom-client'
import { BOUNDS_MS, countOf, type Histogram } from '../../domain/histogram.ts'
import { LATENCY_STEPS, wholeHistogram } from '../../domain/step-latency.ts'
import { REPORT_STALE_MS } from '../limits.ts'
import type { Pool } from '../postgres/pool.ts'
import { lagMetrics } from './lag-metrics.ts'
import { readWaitingForZuora } from './pipeline-money.ts'
import { readWorkerReports, type WorkerReport } from './worker-reports.ts'

// index: csv_file_state (a count per state)
const FILES =
  'select state, count(*)::int as files, coalesce(sum(rows), 0)::float8 as rows from csv_file group by state'
// Counted beside them (decision 30). index: dead_letter_sum_pkey
const LETTERS = `
  select c.processor, s.state, sum(s.letters)::int as letters
    from dead_letter_count c cross join lateral (values ('open', c.open), ('redriving', c.redriving)) s (state, letters)
   where c.scope = '' and s.letters > 0 group by c.processor, s.state`
const STOPS =
  'select processor, site, kind, count(*)::int as partitions from stream_stop group by processor, site, kind'
// index: release_request_waiting
const RELEASES = `select count(*)::int as waiting from release_request where state = 'waiting'`

// index: alert_open
const ALERTS = `select severity, count(*)::int as firing from alert where state = 'firing' and resolved_at is null group by 1`

/** Totals are kept by the workers since their start: counters to Prometheus, which knows restarts. prom-client cannot set a counter. */
const asCounters = (text: string): string => text.replace(/^# TYPE (\S+_total) gauge$/gm, '# TYPE $1 counter')

const gauge = <L extends string>(registry: Registry, name: string, help: string, labelNames: readonly L[]): Gauge<L> =>
  new Gauge({ name: `hydrometer_${name}`, help, labelNames: [...labelNames], registers: [registry] })

const workerMetrics = (registry: Registry, reports: readonly WorkerReport[], now: Date): void => {
  const worker = ['worker', 'site', 'instance'] as const
  const up = gauge(registry, 'worker_up', '1 when the process reported within 15 s', worker)
  const age = gauge(registry, 'worker_report_age_seconds', 'Since the process last reported', worker)
  const state = gauge(registry, 'worker_state', '1 for the state the process says it is in', [
    ...worker,
    'state',
  ] as const)
  const started = gauge(registry, 'worker_start_time_seconds', 'Unix time of the start of the process', worker)
  const records = gauge(registry, 'records_read_total', 'Records read since the process started', [
    ...worker,
    'topic',
  ] as const)
  const out = gauge(registry, 'records_sent_total', 'Records sent since the process started', worker)
  const outcomes = gauge(registry, 'outcomes_total', 'Records by what became of them since the process started', [
    ...worker,
    'outcome',
  ] as const)
  const letters = gauge(registry, 'dead_letters_total', 'Dead letters since the process started', worker)
  const batches = gauge(registry, 'batches_total', 'Batches decided since the process started', worker)
  const rss = gauge(registry, 'worker_resident_memory_bytes', 'Resident memory of the process', worker)
  const cpu = gauge(registry, 'worker_cpu_seconds_total', 'CPU time of the process', worker)
  const partitions = gauge(registry, 'partitions', 'Partitions by the state of their work', [
    ...worker,
    'state',
  ] as const)
  for (const report of reports) {
    const labels = { worker: report.worker, site: report.site, instance: report.instance }
    const { figures } = report
    const ageMs = now.getTime() - report.reportedAt.getTime()
    up.set(labels, ageMs <= REPORT_STALE_MS ? 1 : 0)
    age.set(labels, ageMs / 1000)
    state.set({ ...labels, state: report.state }, 1)
    started.set(labels, report.startedAt.getTime() / 1000)
    const topics = Object.entries(figures.by_topic)
    if (topics.length === 0) records.set({ ...labels, topic: '' }, figures.records_in)
    for (const [topic, { records_in }] of topics) records.set({ ...labels, topic }, records_in)
    out.set(labels, figures.records_out)
    for (const [outcome, total] of Object.entries(figures.outcomes)) outcomes.set({ ...labels, outcome }, total)
    letters.set(labels, figures.dead_letters_total)
    batches.set(labels, figures.batches)
    rss.set(labels, figures.rss_bytes)
    cpu.set(labels, figures.cpu_seconds)
    for (const partition of figures.partitions) partitions.inc({ ...labels, state: partition.state })
  }
}

/** Label values: backslash, quote and line end are escaped (Prometheus text format). */
const value = (text: string): string => text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')

/** prom-client's Histogram cannot be set from counts, so these are written out: every fifth bound, a factor of 2.5. */
const bucketLines = (name: string, labels: string, histogram: Histogram): string[] => {
  const lines: string[] = []
  let total = 0
  for (const [i, bound] of BOUNDS_MS.entries()) {
    total += histogram.counts[i] ?? 0
    if (i % 5 === 0) lines.push(`${name}_bucket{${labels},le="${Number((bound / 1000).toPrecision(6))}"} ${total}`)
  }
  const all = countOf(histogram)
  return [
    ...lines,
    `${name}_bucket{${labels},le="+Inf"} ${all}`,
    `${name}_sum{${labels}} ${histogram.sum_ms / 1000}`,
    `${name}_count{${labels}} ${all}`,
  ]
}

const histogramText = (name: string, help: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`, ...lines, ''].join('\n')

const latencyText = (reports: readonly WorkerReport[]): string => {
  const toRow = 'hydrometer_event_to_row_seconds'
  const rows = reports.flatMap(({ worker, figures: { latency }, instance, site }) =>
    worker === 'csv-bookkeeper' && latency && countOf(latency) > 0
      ? bucketLines(toRow, `instance="${instance}",site="${site}"`, latency)
      : [],
  )
  const toStep = 'hydrometer_event_to_step_seconds'
  const steps = reports.flatMap(({ worker, instance, figures }) => {
    const step = LATENCY_STEPS.find((one) => one.worker === worker)?.step
    if (!step) return []
    return figures.latency_by.flatMap((cell) =>
      bucketLines(
        toStep,
        `instance="${instance}",step="${step}",product="${value(cell.product)}",site="${value(cell.site)}"`,
        wholeHistogram(cell),
      ),
    )
  })
  return (
    histogramText(toRow, 'From the record of a usage event to its row in a file', rows) +
    histogramText(
      toStep,
      'From the record of a usage event to a step of the pipeline, by product and site of the event',
      steps,
    )
  )
}

const databaseMetrics = async (registry: Registry, pool: Pool, now: Date): Promise<void> => {
  const [files, waits, letters, stops, releases, alerts] = await Promise.all([
    pool.query<{ state: string; files: number; rows: number }>(FILES),
    readWaitingForZuora(pool, now, 0),
    pool.query<{ processor: string; state: string; letters: number }>(LETTERS),
    pool.query<{ processor: string; site: string; kind: string; partitions: number }>(STOPS),
    pool.query<{ waiting: number }>(RELEASES),
    pool.query<{ severity: string; firing: number }>(ALERTS),
  ])
  const filesGauge = gauge(registry, 'csv_files', 'CSV files by state', ['state'])
  const rowsGauge = gauge(registry, 'csv_file_rows', 'Rows of CSV files by state', ['state'])
  for (const row of files.rows) {
    filesGauge.set({ state: row.state }, row.files)
    rowsGauge.set({ state: row.state }, row.rows)
  }
  gauge(
    registry,
    'csv_file_wait_seconds',
    'Since the oldest file balanced that Zuora has not taken; 0: none waits',
    [],
  ).set(waits === null ? 0 : (now.getTime() - Date.parse(waits.since)) / 1000)
  const lettersGauge = gauge(registry, 'dead_letters', 'Dead letters that wait', ['processor', 'state'])
  for (const row of letters.rows) lettersGauge.set({ processor: row.processor, state: row.state }, row.letters)
  const stopsGauge = gauge(registry, 'stopped_partitions', 'Partitions that wait for a person', [
    'processor',
    'site',
    'kind',
  ])
  for (const row of stops.rows)
    stopsGauge.set({ processor: row.processor, site: row.site, kind: row.kind }, row.partitions)
  gauge(registry, 'releases_waiting', 'Releases asked for and not sent yet', []).set(releases.rows[0]?.waiting ?? 0)
  const firing = gauge(registry, 'alerts_firing', 'Alerts that fire now', ['severity'])
  for (const severity of ['page', 'warn']) firing.set({ severity }, 0)
  for (const row of alerts.rows) firing.set({ severity: row.severity }, row.firing)
}

/** While Postgres is away `hydrometer_postgres_up` is 0 and the rest is missing, never zero. */
export const readMetrics = async (pool: Pool, now = new Date()): Promise<string> => {
  const registry = new Registry()
  const up = gauge(registry, 'postgres_up', '1 when Postgres answers', [])
  try {
    const reports = await readWorkerReports(pool)
    workerMetrics(registry, reports, now)
    await databaseMetrics(registry, pool, now)
    up.set(1)
    return `${asCounters(await registry.metrics())}\n${latencyText(reports)}${await lagMetrics(pool, now)}`
  } catch (error) {
    registry.clear()
    gauge(registry, 'postgres_up', '1 when Postgres answers', []).set(0)
    process.stderr.write(
      `${JSON.stringify({ level: 'warn', time: now.toISOString(), route: 'metrics', error: String(error) })}\n`,
    )
    return asCounters(await registry.metrics())
  }
}
