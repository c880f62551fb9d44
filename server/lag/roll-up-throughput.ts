/** Rows of `throughput_minute` from what the workers report: the difference of their running totals since the last look. */
import { histogramSince } from '../../domain/histogram.ts'
import { cellsSince } from '../../domain/step-latency.ts'
import type { WorkerFigures } from '../../domain/worker-figures.ts'
import type { Pool } from '../postgres/pool.ts'
import { readWorkerReports, type WorkerReport } from '../queries/worker-reports.ts'
import { addLatency } from './roll-up-latency.ts'

/** What was counted before, by instance; a worker that started again begins at 0. */
export type Seen = Map<string, { startedAt: number; figures: WorkerFigures }>

const difference = (report: WorkerReport, seen: Seen) => {
  const before = seen.get(report.instance)
  const isSame = before?.startedAt === report.startedAt.getTime()
  const { figures } = report
  const was = isSame ? before.figures : undefined
  return {
    records: figures.records_in - (was?.records_in ?? 0),
    outcomes: Object.fromEntries(
      Object.entries(figures.outcomes).map(([name, total]) => [name, total - (was?.outcomes[name] ?? 0)]),
    ),
    latency:
      // From event to row alone; every step, by product and site, is in roll-up-latency.ts.
      figures.latency && report.worker === 'csv-bookkeeper'
        ? was?.latency
          ? histogramSince(figures.latency, was.latency)
          : figures.latency
        : undefined,
    latencyBy: cellsSince(figures.latency_by, was?.latency_by ?? []),
  }
}

/** The first look at a worker only remembers: what it counted before may be in the table already. */
export const rollUpThroughput = async (pool: Pool, seen: Seen): Promise<void> => {
  const reports = await readWorkerReports(pool)
  for (const report of reports) {
    const { records, outcomes, latency, latencyBy } = difference(report, seen)
    const isKnown = seen.has(report.instance)
    seen.set(report.instance, { startedAt: report.startedAt.getTime(), figures: report.figures })
    if (isKnown) await addLatency(pool, report.worker, latencyBy)
    if (!isKnown || (records === 0 && Object.values(outcomes).every((n) => n === 0))) continue
    await pool.query(
      `insert into throughput_minute as t (minute, worker, site, records, outcomes, latency_ms)
       values (date_trunc('minute', now()), $1, $2, $3, $4, $5)
       on conflict (minute, worker, site) do update set
         records = t.records + excluded.records,
         outcomes = (select coalesce(jsonb_object_agg(k, coalesce((t.outcomes ->> k)::bigint, 0) + coalesce((excluded.outcomes ->> k)::bigint, 0)), '{}')
                       from (select jsonb_object_keys(t.outcomes || excluded.outcomes) as k) keys),
         latency_ms = case when excluded.latency_ms is null then t.latency_ms
                           when t.latency_ms is null then excluded.latency_ms
                           else ${MERGED_LATENCY} end`,
      [report.worker, report.site, records, JSON.stringify(outcomes), latency ? JSON.stringify(latency) : null],
    )
  }
}

/** Two histograms of the same fixed bounds add up bound by bound (domain/histogram.ts). */
const MERGED_LATENCY = `jsonb_build_object(
  'sum_ms', (t.latency_ms ->> 'sum_ms')::float8 + (excluded.latency_ms ->> 'sum_ms')::float8,
  'counts', (select coalesce(jsonb_agg(coalesce(a.n::text::float8, 0) + coalesce(b.n::text::float8, 0) order by i), '[]')
               from jsonb_array_elements(t.latency_ms -> 'counts') with ordinality as a (n, i)
               full join jsonb_array_elements(excluded.latency_ms -> 'counts') with ordinality as b (n, i) using (i)))`

// index: throughput_minute_pkey (minute, …). Hours that are over, each once; rows are added up as above.
const HOURS = `
  insert into throughput_hour (hour, worker, site, records, outcomes, latency_ms)
  select m.hour, m.worker, m.site, m.records,
         (select coalesce(jsonb_object_agg(k, n), '{}')
            from (select o.key as k, sum(o.value::bigint) as n
                    from throughput_minute t, jsonb_each_text(t.outcomes) o
                   where t.minute >= m.hour and t.minute < m.hour + interval '1 hour' and t.worker = m.worker and t.site = m.site
                   group by 1) outcomes),
         (select jsonb_build_object('sum_ms', max(sum_ms), 'counts', jsonb_agg(n order by i))
            from (select i, sum(c.n::text::float8) as n, max(total.sum_ms) as sum_ms
                    from throughput_minute t, jsonb_array_elements(t.latency_ms -> 'counts') with ordinality c (n, i),
                         (select sum((l.latency_ms ->> 'sum_ms')::float8) as sum_ms from throughput_minute l
                           where l.minute >= m.hour and l.minute < m.hour + interval '1 hour' and l.worker = m.worker
                             and l.site = m.site) total
                   where t.minute >= m.hour and t.minute < m.hour + interval '1 hour' and t.worker = m.worker
                     and t.site = m.site and t.latency_ms is not null
                   group by i) bounds
          having count(*) > 0)
    from (select date_trunc('hour', minute) as hour, worker, site, sum(records) as records
            from throughput_minute
           where minute < date_trunc('hour', $1::timestamptz)
             and minute >= coalesce((select max(hour) from throughput_hour where hour > $1::timestamptz - interval '30 days')
                                      + interval '1 hour', $1::timestamptz - interval '30 days')
           group by 1, 2, 3) m
  on conflict (hour, worker, site) do nothing`

/** Minutes are kept for 30 days, hours for 13 months. */
export const rollUpThroughputHours = async (pool: Pool, now = new Date()): Promise<number> =>
  (await pool.query(HOURS, [now])).rowCount ?? 0
