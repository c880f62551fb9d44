/** Cursors, samples of lag, their history, throughput and what the workers report: as if they had run for 13 months. */
import type pg from 'pg'
import { type GroupPartition, HOUR_MINUTES, summarise } from '../../domain/lag-group.ts'
import { JOBS } from '../../domain/pipeline.ts'
import { LATENCY_STEPS } from '../../domain/step-latency.ts'
import { utcStep } from '../../server/lag/utc-step.ts'
import { PARTITIONS, type ReadTopic } from './streams.ts'

const FOREIGN_GROUPS = 4
const [RAW_HOURS, MINUTE_DAYS, HOUR_DAYS] = [48, 30, 396]

// $1 processors, $2 sites, $3 topics: one of each for a topic that is read
const READ = `unnest($1::text[], $2::text[], $3::text[]) r (processor, site, topic)`
const CURSORS = `
  insert into stream_cursor (processor, site, topic, partition, next_offset, committed_offset, token)
  select processor, site, topic, p, 500, 500, gen_random_uuid() from ${READ}, generate_series(0, ${PARTITIONS - 1}) p`
const SAMPLES = `
  insert into lag_sample (site, consumer_group, topic, partition, committed, log_end, stable_end, low, time_lag_seconds, time_lag_method, status,
      status_since, window_samples, in_per_second, read_per_second, retention_ms, margin_seconds, owner)
  select site, processor, topic, p, 1000000 - behind, 1000000, 1000000, 0, behind / 40.0, case behind when 0 then 'read_up' else 'first_unread_record' end,
         case when behind > 900 then 'warn' else 'ok' end, now() - interval '2 hours', 5, 40, 40, 604800000, 500000, processor || '@' || site
    from ${READ}, generate_series(0, ${PARTITIONS - 1}) p, lateral (select (p * 7919 + length(topic) * 104729) % 1000 as behind) b`
const GROUPS = `
  insert into lag_group (site, consumer_group, kind, state, members, sampled_at)
  select distinct site, processor, 'classic', 'Stable', 1, now() from ${READ}`
const PARTITIONS_OF = `
  select site, consumer_group as "group", topic, partition, status, extract(epoch from status_since)::float8 * 1000 as "statusSinceMs",
         (log_end - committed)::float8 as lag, 0 as lost, (stable_end - committed)::float8 as consumable, time_lag_seconds as "timeLagSeconds",
         in_per_second as "inPerSecond", read_per_second as "readPerSecond", margin_seconds as "marginSeconds", false as "isRetentionRisk"
    from lag_sample`
const ROUNDS = `
  insert into lag_round (site, sampled_at, took_ms, requests, groups, partitions)
  select site, now(), 80, 12, count(distinct processor), count(*) * ${PARTITIONS} from ${READ} group by site`
const SERIES = `
  insert into lag_series (site, consumer_group, topic)
  select site, processor, topic from ${READ} union select site, '', topic from ${READ}`

const random = (max: number, type: string): string =>
  `(select array_agg((random() * ${max})::${type}) from generate_series(1, ${PARTITIONS}) where t.at is not null)`
// $1 from, $2 step
const history = (table: string): string => `
  insert into ${table} (at, series, worst_time, total_lag, lag, time_lag)
  select t.at, s.id, (random() * 2000)::smallint, (random() * 10000)::bigint, ${random(10_000, 'int')}, ${random(2_000, 'smallint')}
    from generate_series(now() - $1::interval, now(), $2::interval) t (at), lag_series s where s.consumer_group <> ''`
/** What the roll-up makes beside them (server/lag/roll-up-lag.ts). */
const SITES = (step: string): string => `
  insert into lag_site_${step} (at, site, series, worst_time, total_lag)
  select l.at, s.site, array_agg(l.series order by l.series), array_agg(l.worst_time order by l.series), array_agg(l.total_lag order by l.series)
    from lag_${step} l join lag_series s on s.id = l.series group by l.at, s.site`
const ENDS = `
  insert into log_end_raw (at, series, ends)
  select t.at, s.id, ${random(1_000_000, 'bigint')}
    from generate_series(now() - $1::interval, now(), $2::interval) t (at), lag_series s where s.consumer_group = ''`
const EVENTS = `
  insert into lag_event (site, consumer_group, what, started_at, ended_at, words)
  select s.site, s.consumer_group, (array['stall', 'warn', 'rebalance'])[1 + i % 3], now() - i * interval '1 hour', now() - i * interval '1 hour' + interval '10 min', 'as it was seen'
    from generate_series(1, 700) i, lateral (select * from lag_series where consumer_group <> '' order by id offset i % 20 limit 1) s`

const OUTCOMES = `case w.worker
  when 'usage-relay' then '{"relayed": 1500, "dead_letter": 3}' when 'submission-filter' then '{"accepted": 1370, "rejected": 110, "duplicate": 15}'
  when 'csv-builder' then '{"rows": 1370, "files": 2}' when 'csv-bookkeeper' then '{"booked": 1370, "files": 2}'
  when 'account-directory' then '{"accounts": 20, "released": 1}' else '{"archived": 4000}' end::jsonb`
// 103 buckets, as domain/histogram.ts has them; $1 span, $2 step, $3 workers, $4 sites
const throughput = (table: string, column: string): string => `
  insert into ${table} (${column}, worker, site, records, outcomes, latency_ms)
  select date_trunc('${column}', t.at), w.worker, w.site, (random() * 3000)::bigint, ${OUTCOMES},
         case w.worker when 'csv-bookkeeper' then jsonb_build_object('sum_ms', 900000, 'counts', (select jsonb_agg(case when b between 30 and 45 then 60 else 0 end) from generate_series(1, 50) b where t.at is not null)) end
    from generate_series(now() - $1::interval, now(), $2::interval) t (at), unnest($3::text[], $4::text[]) w (worker, site)
  on conflict do nothing`
const FIVE_MINUTES = `
  insert into throughput_five_minutes (minute, worker, site, records, outcomes)
  select ${utcStep('5 minutes', 't.at')}, w.worker, w.site, (random() * 15000)::bigint, ${OUTCOMES}
    from generate_series(now() - $1::interval, now(), $2::interval) t (at), unnest($3::text[], $4::text[]) w (worker, site)
  on conflict do nothing`
// As busy as it can be: each step, product and site in every minute. $1 span, $2 step, $3 steps
const latency = (table: string, column: string): string => `
  insert into ${table} (at, step, product, site, first, counts)
  select distinct on (1, 2, 3, 4) date_trunc('${column}', t.at, 'UTC'), s.step, p.product, site, 30, array_fill(7::bigint, array[20])
    from generate_series(now() - $1::interval, now(), $2::interval) t (at), unnest($3::text[]) s (step),
         unnest('{actions,packages,git_lfs,copilot}'::text[]) p (product), unnest('{iad,sea}'::text[]) site`
const latencySum = (step: string): string => `
  insert into latency_sum_${step} (at, step, first, counts)
  select at, step, 30, array_fill(7 * count(*), array[20]) from latency_${step} group by at, step`
// $1 worker, $2 site, $3 figures
const REPORT = `
  insert into worker_report (instance, worker, site, pid, state, state_since, started_at, figures)
  values ($1::text || '@' || $2::text, $1, $2, 1, 'running', now() - interval '3 hours', now() - interval '3 hours', $3)`

const figuresOf = (topics: readonly string[]): object => ({
  records_in: 1_000_000,
  records_per_second: 40,
  records_out: 990_000,
  records_out_per_second: 39,
  by_topic: Object.fromEntries(topics.map((topic) => [topic, { records_in: 250_000, records_per_second: 10 }])),
  outcomes: { relayed: 990_000, accepted: 900_000 },
  outcomes_per_second: { relayed: 40, accepted: 36, rejected: 3, rows: 36, booked: 36 },
  partitions: topics.flatMap((topic) =>
    Array.from({ length: PARTITIONS }, (_, partition) => ({
      topic,
      partition,
      state: 'running',
      next_offset: '500',
      committed_offset: '500',
      since: new Date().toISOString(),
    })),
  ),
  rss_bytes: 150_000_000,
})

/** What lag-monitor makes of its samples for the list of groups. */
const fillSummaries = async (client: pg.Client): Promise<void> => {
  const { rows } = await client.query<GroupPartition & { site: string; group: string }>(PARTITIONS_OF)
  const minute = Math.floor(Date.now() / 60_000)
  const hour = { minute, worst: Array.from({ length: HOUR_MINUTES }, () => Math.round(Math.random() * 2_000)) }
  for (const key of new Set(rows.map(({ site, group }) => `${site} ${group}`))) {
    const [site, group] = key.split(' ')
    const summary = { ...summarise(rows.filter((row) => row.site === site && row.group === group)), hour }
    await client.query('insert into lag_group_summary values ($1, $2, now(), $3)', [
      site,
      group,
      JSON.stringify(summary),
    ])
  }
}

/** `share` of the history: all of it, or less for a smaller database. */
export const fillLag = async (client: pg.Client, reads: readonly ReadTopic[], share: number): Promise<void> => {
  const foreign = Array.from({ length: FOREIGN_GROUPS }, (_, i) => ({
    processor: `analytics-${i}`,
    site: 'iad',
    topic: 'usage.actions',
  }))
  const columns = (rows: readonly ReadTopic[]) => [
    rows.map(({ processor }) => processor),
    rows.map(({ site }) => site),
    rows.map(({ topic }) => topic),
  ]
  await client.query(CURSORS, columns(reads))
  for (const statement of [SAMPLES, GROUPS, ROUNDS, SERIES])
    await client.query(statement, columns([...reads, ...foreign]))
  await fillSummaries(client)
  await client.query(EVENTS)
  const spanOf = (hours: number) => `${Math.ceil(hours * share)} hours`
  await client.query(history('lag_raw'), [spanOf(RAW_HOURS), '10 s'])
  await client.query(ENDS, [spanOf(RAW_HOURS), '10 s'])
  await client.query(history('lag_minute'), [spanOf(24 * MINUTE_DAYS), '1 min'])
  await client.query(history('lag_five_minutes'), [spanOf(24 * MINUTE_DAYS), '5 min'])
  await client.query(history('lag_hour'), [spanOf(24 * HOUR_DAYS), '1 hour'])
  for (const step of ['minute', 'five_minutes', 'hour']) await client.query(SITES(step))
  const steps = LATENCY_STEPS.map(({ step }) => step)
  await client.query(latency('latency_minute', 'minute'), [spanOf(24 * 7), '1 min', steps])
  await client.query(latency('latency_hour', 'hour'), [spanOf(24 * HOUR_DAYS), '1 hour', steps])
  await client.query(latency('latency_day', 'day'), [spanOf(24 * HOUR_DAYS), '1 day', steps])
  for (const step of ['minute', 'hour', 'day']) await client.query(latencySum(step))
  const home = reads[0]?.site ?? 'iad'
  const workers = new Map(reads.map(({ processor, site }) => [`${processor} ${site}`, { worker: processor, site }]))
  const streams = [...workers.values()]
  const places = [streams.map(({ worker }) => worker), streams.map(({ site }) => site)]
  await client.query(throughput('throughput_minute', 'minute'), [spanOf(24 * MINUTE_DAYS), '1 min', ...places])
  await client.query(FIVE_MINUTES, [spanOf(24 * MINUTE_DAYS), '5 min', ...places])
  await client.query(throughput('throughput_hour', 'hour'), [spanOf(24 * HOUR_DAYS), '1 hour', ...places])
  const all = [...streams, ...JOBS.map(({ name }) => ({ worker: name, site: home }))]
  for (const { worker, site } of all) {
    const topics = reads.filter((read) => read.processor === worker && read.site === site).map(({ topic }) => topic)
    await client.query(REPORT, [worker, site, JSON.stringify(figuresOf(topics))])
  }
}

/** What a running pipeline says again and again: without it every page would say that it was not heard. */
export const BEATS = [
  'update worker_report set reported_at = now()',
  'update lag_sample set sampled_at = now()',
  'update lag_group set sampled_at = now()',
  'update lag_group_summary set sampled_at = now()',
  'update lag_round set sampled_at = now()',
] as const
