/** Lag over time, from minutes to 13 months: each point is the worst of its step, and what nobody saw is null. */
import type { z } from 'zod'
import type { LagHistory, lagHistoryQuery } from '../../domain/api/lag.ts'
import { lagOfCode, timeOfCode, UNKNOWN_LAG } from '../../domain/lag-code.ts'
import { ApiProblem } from '../api/problem.ts'
import { LAG_LINES_MAX } from '../limits.ts'
import type { Pool } from '../postgres/pool.ts'
import { timeRange } from './account-usage.ts'
import { halvesOf } from './halves.ts'
import { readEveryGroup } from './lag-every-group.ts'
import { iso, isoOrNull } from './time.ts'

const HOUR_MS = 3_600_000
const DEFAULT_SPAN_MS = 6 * HOUR_MS
const STEPS_SECONDS = [
  10, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 14_400, 21_600, 43_200, 86_400, 172_800,
] as const
/** Raw samples are kept for 48 h, minutes for 30 days. */
const RAW_MS = 48 * HOUR_MS
const MINUTE_MS = 30 * 24 * HOUR_MS

// The newest minutes are not rolled up yet and the newest hours neither, so that each resolution ends in finer ones;
// rows that are in both change nothing, because the worst is taken. index: (series, at) of each range's partition
const since = (ago: string): string => `greatest($1::timestamptz, now() - interval '${ago}')`
const RAW_TAIL = ['lag_raw', since('3 minutes')] as const
const MINUTE_TAIL = ['lag_minute', since('10 minutes')] as const
const FIVE_TAIL = ['lag_five_minutes', since('2 hours')] as const
/** Each table with the time from which it is read. */
const SOURCE = {
  '10 s': [['lag_raw', '$1']],
  '1 min': [['lag_minute', '$1'], RAW_TAIL],
  '5 min': [['lag_five_minutes', '$1'], MINUTE_TAIL, RAW_TAIL],
  '1 h': [['lag_hour', '$1'], FIVE_TAIL, MINUTE_TAIL, RAW_TAIL],
  '1 d': [['lag_day', '$1'], ['lag_hour', since('2 days')], FIVE_TAIL, MINUTE_TAIL, RAW_TAIL],
} as const satisfies Record<string, readonly (readonly [string, string])[]>
type Source = (typeof SOURCE)[Resolution]
type Resolution = keyof typeof SOURCE
// date_part is a float8, which a number of a row costs a third of what it costs as the numeric of extract
const BUCKET = "floor(date_part('epoch', h.at - $1::timestamptz) / $3)::int"

/**
 * The worst topic of some groups: only the scalars of a row are read, whatever its number of partitions. Thousands of points
 * are grouped by a number, never by names, and travel as one text for each group: `bucket,worst,total;…`.
 */
const BY_GROUP = (source: Source): string => `
  with wanted as materialized (
    select id, site, consumer_group, dense_rank() over (order by site, consumer_group)::int as place from lag_series
     where consumer_group <> '' and ($4::text is null or site = $4) and ($5::text is null or consumer_group = $5)
       and ($6::text is null or topic = $6)
  ), steps as (
    select series, date_bin($3 * interval '1 second', at, $1::timestamptz) as at, max(worst_time) as worst, max(total_lag) as total
      from (${source
        .map(
          ([table, from]) => `
        select h.series, h.at, h.worst_time, h.total_lag from ${table} h
         where h.at >= ${from} and h.at < $2 and h.series = any(array(select id from wanted))`,
        )
        .join(' union all ')}) seen
     group by 1, 2
  ), points as (
    select w.place, s.at, max(s.worst)::int as worst, sum(s.total::float8)::bigint as total
      from steps s join wanted w on w.id = s.series
     group by 1, 2
  ), lines as (
    select place, string_agg(${BUCKET.replace('h.at', 'p.at')}::text || ',' || p.worst::text || ',' || coalesce(p.total::text, ''), ';') as points
      from points p group by 1
  )
  select g.site, g.consumer_group as "group", l.points
    from lines l join (select distinct place, site, consumer_group from wanted) g using (place)`

const rowsOf = (source: Source, columns: string): string =>
  source.map(([table, from]) => `select ${columns} from ${table} where at >= ${from} and at < $2`).join(' union all ')

/** One partition of one topic of one group: of each row one element of its arrays. */
const ONE_PARTITION = (source: Source): string => `
  select $7::int as partition, ${BUCKET} as bucket, max(h.time_lag[$7::int + 1])::int as worst, max(h.lag[$7::int + 1])::int as lag
    from (${rowsOf(source, 'at, series, lag, time_lag')}) h
   where h.series = (select id from lag_series where site = $4 and consumer_group = $5 and topic = $6)
     and h.lag[$7::int + 1] is not null
   group by 2`

/**
 * Each partition of one topic of one group. Materialized, or the bucket is worked out for each element of the arrays; these
 * are taken apart in the select list, which keeps no row of them, as a function in `from` would.
 */
const BY_PARTITION = (source: Source): string => `
  with rows as materialized (
    select ${BUCKET} as bucket, h.lag, h.time_lag from (${rowsOf(source, 'at, series, lag, time_lag')}) h
     where h.series = (select id from lag_series where site = $4 and consumer_group = $5 and topic = $6))
  select i - 1 as partition, bucket, max(time)::int as worst, max(lag)::int as lag
    from (select bucket, generate_subscripts(lag, 1) as i, unnest(lag) as lag, unnest(time_lag) as time from rows) u
    group by 1, 2`

/** One partition's offsets, 48 h: the end of the log, and from it and the lag what was committed. */
const OFFSETS = `
  select ${BUCKET} as bucket, max(h.ends[$7 + 1])::float8 as "end",
         max(case when r.lag[$7 + 1] = ${UNKNOWN_LAG} then null else h.ends[$7 + 1] - r.lag[$7 + 1] end)::float8 as committed
    from log_end_raw h left join lag_raw r
      on r.series = (select id from lag_series where site = $4 and consumer_group = $5 and topic = $6) and r.at = h.at
   where h.series = (select id from lag_series where site = $4 and consumer_group = '' and topic = $6)
     and h.at >= $1 and h.at < $2 and h.ends[$7 + 1] >= 0
   group by 1`

// index: lag_event_started
const EVENTS = `
  select site, consumer_group as "group", what, started_at as "from", ended_at as "to", words
    from lag_event
   where started_at < $2 and coalesce(ended_at, $2) >= $1 and started_at > $1::timestamptz - interval '30 days'
     and ($3::text is null or site = $3) and ($4::text is null or consumer_group = $4)
   order by started_at desc limit 200`

type Query = z.output<typeof lagHistoryQuery>
type Line = (number | null)[]

/** Longer than this by the hour: a week by the minute reads 60 times as many rows for lines that look the same. */
const MINUTES_SPAN_MS = 3 * 24 * HOUR_MS

export const resolutionFor = (fromMs: number, toMs: number, stepSeconds: number, nowMs: number): Resolution => {
  if (stepSeconds < 60 && nowMs - fromMs <= RAW_MS) return '10 s'
  if (stepSeconds < 3_600 && nowMs - fromMs <= MINUTE_MS && toMs - fromMs <= MINUTES_SPAN_MS)
    return stepSeconds < 300 ? '1 min' : '5 min'
  return stepSeconds < 86_400 ? '1 h' : '1 d'
}
const LEAST_STEP: Record<Resolution, number> = { '10 s': 10, '1 min': 60, '5 min': 300, '1 h': 3_600, '1 d': 86_400 }

const stepFor = (spanSeconds: number, points: number): number =>
  STEPS_SECONDS.find((step) => spanSeconds / step <= points) ?? 172_800

/** As many as a chart shows, those that were furthest behind first. */
const worstFirst = <L extends { site: string; group: string }>(lines: L[], peak: (line: L) => number): L[] => {
  const name = (line: L) => `${line.site}\0${line.group}`
  return lines
    .map((line) => ({ line, peak: peak(line) }))
    .sort((a, b) => b.peak - a.peak || (name(a.line) < name(b.line) ? -1 : 1))
    .slice(0, LAG_LINES_MAX)
    .map(({ line }) => line)
}

const needed = (query: Query): [string, string, string] => {
  const { site, group, topic } = query
  if (site === undefined || group === undefined || topic === undefined)
    throw new ApiProblem('invalid_request', 'Partitions are those of one topic: name site, group and topic.', [
      { in: 'query', field: 'topic', message: 'is needed with partition and by=partitions' },
    ])
  return [site, group, topic]
}

export const readLagHistory = async (pool: Pool, query: Query, now = new Date()): Promise<LagHistory> => {
  const asked = timeRange(query.from ?? iso(new Date(now.getTime() - DEFAULT_SPAN_MS)), query.to ?? iso(now))
  const spanSeconds = (asked[1].getTime() - asked[0].getTime()) / 1000
  const wished = stepFor(spanSeconds, query.points)
  const resolution = resolutionFor(asked[0].getTime(), asked[1].getTime(), wished, now.getTime())
  const step = Math.max(wished, LEAST_STEP[resolution])
  // Steps begin at whole ones, so that reloading shifts no point.
  const from = new Date(Math.floor(asked[0].getTime() / 1000 / step) * step * 1000)
  const to = asked[1]
  const size = Math.ceil((to.getTime() - from.getTime()) / 1000 / step)
  const range = [from, to, step]
  const put = (line: Line, bucket: number, value: number | null) => {
    if (bucket >= 0 && bucket < size) line[bucket] = value
  }
  const empty = (): Line => Array<number | null>(size).fill(null)
  const places = [query.site ?? null, query.group ?? null, query.topic ?? null]

  const someGroups = async (): Promise<LagHistory['series']> => {
    const answers = await Promise.all(
      halvesOf(from, to, step * 1000).map(async ([start, end]) => {
        const { rows } = await pool.query<{ site: string; group: string; points: string }>(
          BY_GROUP(SOURCE[resolution]),
          [start, end, step, ...places],
        )
        return rows.map((row) => ({ ...row, before: (start.getTime() - from.getTime()) / 1000 / step }))
      }),
    )
    const lines = new Map<string, LagHistory['series'][number]>()
    for (const row of answers.flat()) {
      const key = `${row.site}\0${row.group}`
      const line = lines.get(key) ?? {
        site: row.site,
        group: row.group,
        topic: query.topic ?? null,
        partition: null,
        timeLagSeconds: empty(),
        lag: empty(),
      }
      lines.set(key, line)
      for (const point of row.points.split(';')) {
        const [bucket, worst, total] = point.split(',')
        put(line.timeLagSeconds, row.before + Number(bucket), timeOfCode(Number(worst)))
        put(line.lag, row.before + Number(bucket), total ? Number(total) : null)
      }
    }
    const peak = (line: LagHistory['series'][number]) => Math.max(0, ...line.timeLagSeconds.map((s) => s ?? 0))
    return worstFirst([...lines.values()], peak)
  }

  const everyGroup = async (): Promise<LagHistory['series']> => {
    const range = { from, to, stepSeconds: step, size, site: query.site ?? null }
    const lines = await readEveryGroup(pool, SOURCE[resolution], range)
    return worstFirst(lines, ({ worst }) => worst.reduce((a, b) => Math.max(a, b), 0)).map((line) => ({
      site: line.site,
      group: line.group,
      topic: null,
      partition: null,
      timeLagSeconds: Array.from(line.worst, timeOfCode),
      lag: Array.from(line.total, (total) => (Number.isNaN(total) ? null : total)),
    }))
  }

  const partitions = async (): Promise<LagHistory['series']> => {
    const [site, group, topic] = needed(query)
    const { rows } = await pool.query<{ partition: number; bucket: number; worst: number; lag: number }>(
      (query.partition === undefined ? BY_PARTITION : ONE_PARTITION)(SOURCE[resolution]),
      [...range, site, group, topic, ...(query.partition === undefined ? [] : [query.partition])],
    )
    const lines = new Map<number, LagHistory['series'][number]>()
    for (const row of rows) {
      const line = lines.get(row.partition) ?? {
        site,
        group,
        topic,
        partition: row.partition,
        timeLagSeconds: empty(),
        lag: empty(),
      }
      lines.set(row.partition, line)
      put(line.timeLagSeconds, row.bucket, timeOfCode(row.worst))
      put(line.lag, row.bucket, lagOfCode(row.lag))
    }
    return [...lines.values()].sort((a, b) => (a.partition ?? 0) - (b.partition ?? 0))
  }

  const offsets = async (line: LagHistory['series'][number] | undefined): Promise<void> => {
    if (!line || query.partition === undefined) return
    const { rows } = await pool.query<{ bucket: number; end: number | null; committed: number | null }>(OFFSETS, [
      ...range,
      ...needed(query),
      query.partition,
    ])
    line.end = empty()
    line.committed = empty()
    for (const row of rows) {
      put(line.end, row.bucket, row.end)
      put(line.committed, row.bucket, row.committed)
    }
  }

  const isPartitions = query.by === 'partitions' || query.partition !== undefined
  const [series, { rows: events }] = await Promise.all([
    isPartitions ? partitions() : query.group || query.topic ? someGroups() : everyGroup(),
    pool.query<{ site: string; group: string; what: string; from: Date; to: Date | null; words: string }>(EVENTS, [
      from,
      to,
      query.site ?? null,
      query.group ?? null,
    ]),
  ])
  if (query.partition !== undefined) await offsets(series[0])
  return {
    from: iso(from),
    to: iso(to),
    stepSeconds: step,
    resolution,
    series,
    events: events.map((event) => ({ ...event, from: iso(event.from), to: isoOrNull(event.to) })),
  }
}
