/** Writes one round of one site: the newest samples, the groups, what happened to them, and the raw history. */
import { lagCode, timeCode, UNKNOWN_LAG, UNKNOWN_TIME } from '../../domain/lag-code.ts'
import { LAG_SAMPLES_PER_STATEMENT } from '../limits.ts'
import { type Client, inTransaction, type Pool } from '../postgres/pool.ts'
import type { Look } from './look.ts'
import { openSaveGroups } from './save-groups.ts'
import type { LagSample } from './watch.ts'

/** A group or partition that was deleted is forgotten after this; one whose coordinator moves is back long before. */
const FORGOTTEN_AFTER = '10 minutes'

// index: lag_sample_pkey. Some hundred rows of our own groups, up to 50,000 of a large site; updates stay on their page.
const SAMPLES = `
  insert into lag_sample as s
    (site, consumer_group, topic, partition, committed, log_end, stable_end, low, time_lag_seconds, time_lag_method,
     status, status_since, window_samples, in_per_second, read_per_second, retention_ms, margin_seconds, retention_risk,
     owner, sampled_at)
  select $1, ($3::text[])[r.group_at], ($4::text[])[r.topic_at], r.partition, r.committed, r.log_end, r.stable_end, r.low,
         r.time_lag, r.method, r.status, to_timestamp(r.since_ms / 1000), r.window_samples, r.in_per_second,
         r.read_per_second, r.retention_ms, r.margin_seconds, r.retention_risk, ($5::text[])[r.owner_at], $2
    from unnest($6::int[], $7::int[], $8::int[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::float8[],
                $14::text[], $15::text[], $16::float8[], $17::smallint[], $18::float8[], $19::float8[], $20::bigint[],
                $21::float8[], $22::boolean[], $23::int[])
         r (group_at, topic_at, partition, committed, log_end, stable_end, low, time_lag, method, status, since_ms,
            window_samples, in_per_second, read_per_second, retention_ms, margin_seconds, retention_risk, owner_at)
  on conflict (site, consumer_group, topic, partition) do update set
    committed = excluded.committed, log_end = excluded.log_end, stable_end = excluded.stable_end, low = excluded.low,
    time_lag_seconds = excluded.time_lag_seconds, time_lag_method = excluded.time_lag_method, status = excluded.status,
    status_since = excluded.status_since, window_samples = excluded.window_samples,
    in_per_second = excluded.in_per_second, read_per_second = excluded.read_per_second,
    retention_ms = excluded.retention_ms, margin_seconds = excluded.margin_seconds,
    retention_risk = excluded.retention_risk, owner = excluded.owner, sampled_at = excluded.sampled_at`

const FORGET_SAMPLES = `delete from lag_sample where site = $1 and sampled_at < $2::timestamptz - interval '${FORGOTTEN_AFTER}'`
const FORGET_SUMMARIES = `delete from lag_group_summary where site = $1 and sampled_at < $2::timestamptz - interval '${FORGOTTEN_AFTER}'`
const FORGET_GROUPS = `delete from lag_group where site = $1 and sampled_at < $2::timestamptz - interval '${FORGOTTEN_AFTER}'`

const GROUPS = `
  insert into lag_group as g (site, consumer_group, kind, state, members, rebalanced_at, alive_at, sampled_at)
  select $1, r.*, $2 from unnest($3::text[], $4::text[], $5::text[], $6::int[], $7::timestamptz[], $8::timestamptz[]) r
  on conflict (site, consumer_group) do update set
    kind = excluded.kind, state = excluded.state, members = excluded.members,
    rebalanced_at = coalesce(excluded.rebalanced_at, g.rebalanced_at), alive_at = coalesce(excluded.alive_at, g.alive_at),
    sampled_at = excluded.sampled_at`

const ROUND = `
  insert into lag_round (site, sampled_at, took_ms, requests, groups, partitions, left_out)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (site) do update set
    sampled_at = excluded.sampled_at, took_ms = excluded.took_ms, requests = excluded.requests,
    groups = excluded.groups, partitions = excluded.partitions, left_out = excluded.left_out`

const RAW = `
  insert into lag_raw (at, series, worst_time, total_lag, lag, time_lag)
  select $1, r.series, r.worst, r.total, r.lag::int[], r.time::smallint[]
    from unnest($2::int[], $3::smallint[], $4::bigint[], $5::text[], $6::text[]) r (series, worst, total, lag, time)
  on conflict do nothing`
const ENDS = `
  insert into log_end_raw (at, series, ends)
  select $1, r.series, r.ends::bigint[] from unnest($2::int[], $3::text[]) r (series, ends)
  on conflict do nothing`

const SERIES = `
  with wanted as (select * from unnest($2::text[], $3::text[]) w (consumer_group, topic)),
       made as (insert into lag_series (site, consumer_group, topic) select $1, * from wanted
                on conflict do nothing returning id, consumer_group, topic)
  select id, consumer_group, topic from made
  union
  select s.id, s.consumer_group, s.topic from lag_series s join wanted w using (consumer_group, topic) where s.site = $1`

// index: topic_activity_pkey. The longest quiet stretch of each of the last 8 days (domain/silence.ts).
const ACTIVITY = `
  insert into topic_activity as a (site, topic, watched_since, total_end)
  select $1, r.topic, $2, r.total from unnest($3::text[], $4::bigint[]) r (topic, total)
  on conflict (site, topic) do update set
    total_end = excluded.total_end, moved_at = $2,
    longest_gaps = (select coalesce(jsonb_object_agg(day, seconds), '{}')
                      from (select day, max(seconds) as seconds
                              from (select key as day, value::float8 as seconds from jsonb_each_text(a.longest_gaps)
                                    union all
                                    select to_char($2::timestamptz at time zone 'UTC', 'YYYY-MM-DD'),
                                           extract(epoch from $2::timestamptz - coalesce(a.moved_at, a.watched_since))) gaps
                             where day > to_char(($2::timestamptz - interval '8 days') at time zone 'UTC', 'YYYY-MM-DD')
                             group by day) days)
  where a.total_end <> excluded.total_end`

type SeriesIds = Map<string, number>
const seriesKey = (group: string, topic: string): string => `${group}\0${topic}`

const idsOf = async (client: Client, site: string, known: SeriesIds, wanted: readonly [string, string][]) => {
  const unknown = wanted.filter(([group, topic]) => !known.has(seriesKey(group, topic)))
  if (unknown.length === 0) return
  const { rows } = await client.query<{ id: number; consumer_group: string; topic: string }>(SERIES, [
    site,
    unknown.map(([group]) => group),
    unknown.map(([, topic]) => topic),
  ])
  for (const row of rows) known.set(seriesKey(row.consumer_group, row.topic), row.id)
}

type History = { lag: number[]; time: number[]; worst: number; total: number | null }

/** Element i is partition i; what a group does not read is unknown, never 0. */
const historyOf = (samples: readonly LagSample[]): Map<string, History> => {
  const found = new Map<string, History>()
  for (const sample of samples) {
    const key = seriesKey(sample.group, sample.topic)
    const of = found.get(key) ?? { lag: [], time: [], worst: UNKNOWN_TIME, total: null }
    found.set(key, of)
    while (of.lag.length <= sample.partition) {
      of.lag.push(UNKNOWN_LAG)
      of.time.push(UNKNOWN_TIME)
    }
    const lag = sample.committed === null ? null : sample.end - sample.committed
    of.lag[sample.partition] = lagCode(lag)
    of.time[sample.partition] = timeCode(sample.timeLag.seconds)
    of.worst = Math.max(of.worst, of.time[sample.partition] ?? UNKNOWN_TIME)
    if (lag !== null) of.total = (of.total ?? 0) + lag
  }
  return found
}

/**
 * An array of Postgres from numbers and words of ours, which need no quotes. pg's own way makes two objects for each
 * element, which was half of the memory of a round.
 */
const literal = (values: readonly (number | string | boolean | null)[]): string =>
  `{${values.map((value) => value ?? 'NULL').join(',')}}`

const saveHistory = async (client: Client, look: Look, samples: readonly LagSample[], known: SeriesIds) => {
  const history = historyOf(samples)
  const wanted: [string, string][] = [...history.keys()].map((key) => key.split('\0') as [string, string])
  for (const topic of look.logs.keys()) wanted.push(['', topic])
  await idsOf(client, look.site, known, wanted)
  const at = new Date(look.atMs)
  const rows = [...history].flatMap(([key, of]) => {
    const id = known.get(key)
    return id === undefined ? [] : [{ id, of }]
  })
  await client.query(RAW, [
    at,
    rows.map(({ id }) => id),
    rows.map(({ of }) => of.worst),
    rows.map(({ of }) => of.total),
    rows.map(({ of }) => literal(of.lag)),
    rows.map(({ of }) => literal(of.time)),
  ])
  const ends = [...look.logs].flatMap(([topic, partitions]) => {
    const id = known.get(seriesKey('', topic))
    if (id === undefined || partitions.size === 0) return []
    const all = Array.from({ length: Math.max(...partitions.keys()) + 1 }, (_, i) => partitions.get(i)?.end ?? -1)
    return [{ id, all, topic, total: all.reduce((sum, end) => sum + Math.max(0, end), 0) }]
  })
  await client.query(ENDS, [at, ends.map(({ id }) => id), ends.map(({ all }) => literal(all))])
  await client.query(ACTIVITY, [look.site, at, ends.map(({ topic }) => topic), ends.map(({ total }) => total)])
}

/** Names that come again and again travel once, and by their place (from 1) for each row; null has none. */
const openNames = () => {
  const places = new Map<string, number>()
  const placeOf = (name: string | null): number | null => {
    if (name === null) return null
    const found = places.get(name) ?? places.size + 1
    places.set(name, found)
    return found
  }
  return { placeOf, all: () => [...places.keys()] }
}

const saveSamples = async (client: Client, site: string, at: Date, samples: readonly LagSample[]): Promise<void> => {
  for (let from = 0; from < samples.length; from += LAG_SAMPLES_PER_STATEMENT) {
    const some = samples.slice(from, from + LAG_SAMPLES_PER_STATEMENT)
    const [groups, topics, owners] = [openNames(), openNames(), openNames()]
    const column = (of: (sample: LagSample) => number | string | boolean | null): string => literal(some.map(of))
    const columns = [
      column((s) => groups.placeOf(s.group)),
      column((s) => topics.placeOf(s.topic)),
      column((s) => s.partition),
      column((s) => s.committed),
      column((s) => s.end),
      column((s) => s.stableEnd),
      column((s) => s.low),
      column((s) => s.timeLag.seconds),
      column((s) => s.timeLag.method),
      column((s) => s.status),
      column((s) => s.statusSinceMs),
      column((s) => s.windowSamples),
      column((s) => s.inPerSecond),
      column((s) => s.readPerSecond),
      column((s) => s.retentionMs),
      column((s) => s.marginSeconds),
      column((s) => s.isRetentionRisk),
      column((s) => owners.placeOf(s.owner)),
    ]
    await client.query(SAMPLES, [site, at, groups.all(), topics.all(), owners.all(), ...columns])
  }
}

export type SaveRound = (
  look: Look,
  samples: readonly LagSample[],
  more: { readonly rebalanced: ReadonlySet<string>; readonly tookMs: number; readonly requests: number },
) => Promise<void>

/** Remembers the ids of series, which never change. */
export const openSaveRound = (pool: Pool): SaveRound => {
  const known = new Map<string, SeriesIds>()
  const saveGroups = openSaveGroups()
  return (look, samples, { rebalanced, tookMs, requests }) =>
    inTransaction(pool, async (client) => {
      const at = new Date(look.atMs)
      const ids = known.get(look.site) ?? new Map<string, number>()
      known.set(look.site, ids)
      await saveSamples(client, look.site, at, samples)
      await saveGroups(client, look.site, at, samples)
      const committing = new Set(samples.filter((s) => s.windowSamples > 0).map((s) => s.group))
      await client.query(GROUPS, [
        look.site,
        at,
        look.groups.map((g) => g.group),
        look.groups.map((g) => g.kind),
        look.groups.map((g) => g.state),
        look.groups.map((g) => g.members?.length ?? null),
        look.groups.map((g) => (rebalanced.has(g.group) ? at : null)),
        look.groups.map((g) => ((g.members?.length ?? 0) > 0 || committing.has(g.group) ? at : null)),
      ])
      await saveHistory(client, look, samples, ids)
      await client.query(FORGET_SAMPLES, [look.site, at])
      await client.query(FORGET_GROUPS, [look.site, at])
      await client.query(FORGET_SUMMARIES, [look.site, at])
      const figures = [look.groups.length, samples.length, look.leftOut]
      await client.query(ROUND, [look.site, at, tookMs, requests, ...figures])
    })
}
