/** Rows of `throughput_minute` from what the workers report: the difference of their running totals since the last look. */
import { histogramSince } from '../../domain/histogram.ts'
import { cellsSince } from '../../domain/step-latency.ts'
import { readWorkerFigures, type WorkerFigures } from '../../domain/worker-figures.ts'
import { type Client, inTransaction, type Pool } from '../postgres/pool.ts'
import { readWorkerReports, type WorkerReport } from '../queries/worker-reports.ts'
import { addLatency } from './roll-up-latency.ts'
import { utcStep } from './utc-step.ts'

/** A longer time without a look is not put into one minute: that would be a peak that never was. */
const GAP_MAX_MS = 60_000

type Before = { readonly startedAt: Date; readonly at: Date; readonly figures: unknown }
const BEFORE = 'select started_at as "startedAt", at, figures from rolled_up where instance = $1 for update'
const KEEP = `
  insert into rolled_up (instance, started_at, figures, at) values ($1, $2, $3, $4)
  on conflict (instance) do update set started_at = excluded.started_at, figures = excluded.figures, at = excluded.at`

/** Who had nothing to do was looked at as well: what it does next is of the time since this look. */
const LOOKED = 'update rolled_up set at = $1 where at < $1'

const difference = ({ worker, figures }: WorkerReport, was: WorkerFigures | undefined) => ({
  records: figures.records_in - (was?.records_in ?? 0),
  outcomes: Object.fromEntries(
    Object.entries(figures.outcomes).map(([name, total]) => [name, total - (was?.outcomes[name] ?? 0)]),
  ),
  latency:
    // From event to row alone; every step, by product and site, is in roll-up-latency.ts.
    figures.latency && worker === 'csv-bookkeeper'
      ? was?.latency
        ? histogramSince(figures.latency, was.latency)
        : figures.latency
      : undefined,
  latencyBy: cellsSince(figures.latency_by, was?.latency_by ?? []),
})

/** Each count of a process is added once, whoever looks: what was added is kept in the same transaction. */
export const rollUpThroughput = async (pool: Pool, now = new Date()): Promise<void> => {
  for (const report of await readWorkerReports(pool))
    await inTransaction(pool, async (tx) => {
      const before = (await tx.query<Before>(BEFORE, [report.instance])).rows[0]
      const was = before?.startedAt.getTime() === report.startedAt.getTime() ? before : undefined
      const { records, outcomes, latency, latencyBy } = difference(report, was && readWorkerFigures(was.figures))
      const isNothing = records === 0 && Object.values(outcomes).every((n) => n === 0)
      if (was && isNothing && latencyBy.length === 0) return
      await addLatency(tx, report.worker, latencyBy, now)
      if (!isNothing && now.getTime() - (was?.at ?? report.startedAt).getTime() <= GAP_MAX_MS)
        await addThroughput(tx, report, { records, outcomes, latency }, now)
      const { records_in, outcomes: totals, latency: all, latency_by } = report.figures
      const figures = JSON.stringify({ records_in, outcomes: totals, latency: all, latency_by })
      await tx.query(KEEP, [report.instance, report.startedAt, figures, now])
    })
  await pool.query(LOOKED, [now])
}

const addThroughput = async (
  tx: Client,
  { worker, site }: WorkerReport,
  { records, outcomes, latency }: Pick<ReturnType<typeof difference>, 'records' | 'outcomes' | 'latency'>,
  now: Date,
) => {
  const values = [now, worker, site, records, JSON.stringify(outcomes)]
  await tx.query(ADD_MINUTE, [...values, latency ? JSON.stringify(latency) : null])
  await tx.query(ADD_FIVE_MINUTES, values)
}

const ADDED = `
  records = t.records + excluded.records,
  outcomes = (select coalesce(jsonb_object_agg(k, coalesce((t.outcomes ->> k)::bigint, 0) + coalesce((excluded.outcomes ->> k)::bigint, 0)), '{}')
                from (select jsonb_object_keys(t.outcomes || excluded.outcomes) as k) keys)`

const ADD_FIVE_MINUTES = `
  insert into throughput_five_minutes as t (minute, worker, site, records, outcomes) values (${utcStep('5 minutes', '$1::timestamptz')}, $2, $3, $4, $5)
  on conflict (minute, worker, site) do update set ${ADDED}`

/** Two histograms of the same fixed bounds add up bound by bound (domain/histogram.ts). */
const MERGED_LATENCY = `jsonb_build_object(
  'sum_ms', (t.latency_ms ->> 'sum_ms')::float8 + (excluded.latency_ms ->> 'sum_ms')::float8,
  'counts', (select coalesce(jsonb_agg(coalesce(a.n::text::float8, 0) + coalesce(b.n::text::float8, 0) order by i), '[]')
               from jsonb_array_elements(t.latency_ms -> 'counts') with ordinality as a (n, i)
               full join jsonb_array_elements(excluded.latency_ms -> 'counts') with ordinality as b (n, i) using (i)))`

const ADD_MINUTE = `
  insert into throughput_minute as t (minute, worker, site, records, outcomes, latency_ms)
  values (${utcStep('1 minute', '$1::timestamptz')}, $2, $3, $4, $5, $6)
  on conflict (minute, worker, site) do update set ${ADDED},
    latency_ms = case when excluded.latency_ms is null then t.latency_ms
                      when t.latency_ms is null then excluded.latency_ms
                      else ${MERGED_LATENCY} end`

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
