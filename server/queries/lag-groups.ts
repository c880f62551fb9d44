/** Every consumer group of every site, worst first: what the Lag page opens with. */
import { STATUSES, type Status } from '../../domain/api/common.ts'
import type { LagGroup, LagGroupsAnswer } from '../../domain/api/lag.ts'
import { type Drain, drainOf, hotPartition, WORST_FIRST } from '../../domain/lag.ts'
import { timeOfCode } from '../../domain/lag-code.ts'
import type { Pool } from '../postgres/pool.ts'
import { LAG_STALE_MS, readLagSites, unjudged } from './lag.ts'
import { isoOrNull } from './time.ts'

const MINUTES = 60
const CELLS_MAX = 48

// A row per group.
const GROUPS = `select site, consumer_group as "group", kind, state, members, rebalanced_at as "rebalancedAt" from lag_group`

// The worst minute of each group in the last hour, from the scalars alone. index: lag_minute_pkey (series, at), and the
// newest minutes, which are not rolled up yet, from lag_raw_pkey
const LAST_HOUR = `
  select s.site, s.consumer_group as "group", ($2 - floor(date_part('epoch', m.at) / 60))::int as ago,
         max(m.worst_time)::int as worst
    from (select at, series, worst_time from lag_minute where at >= $1::timestamptz - interval '60 minutes'
          union all
          select at, series, worst_time from lag_raw where at >= $1::timestamptz - interval '3 minutes') m
    join lag_series s on s.id = m.series
   group by 1, 2, 3`

type Known = Pick<LagGroup, 'kind' | 'state' | 'members'> & { site: string; group: string; rebalancedAt: Date | null }

// A row per group and topic. What is asked of each partition is one text: a site may have 10,000 of them, and as many rows
// with as many fields take longer to be read than all the rest. Offsets are exact to 2^53. The last two fields are there
// only for a sample that no monitor judged.
const TOPICS = `
  select site, consumer_group as "group", topic, sum(log_end - committed)::float8 as lag,
         sum(greatest(0, low - coalesce(committed, low)))::float8 as lost, min(margin_seconds) as "marginSeconds",
         bool_or(retention_risk) as "retentionRisk", round(date_part('epoch', max(sampled_at)) * 1000) as "sampledMs",
         string_agg(concat(partition, ',', status, ',', time_lag_seconds, ',',
           case time_lag_method when 'read_up' then 0
                else greatest(0, stable_end - greatest(coalesce(committed, low), low)) end, ',',
           in_per_second, ',', read_per_second, ',', round(date_part('epoch', status_since) * 1000),
           case when status is null then concat(',', log_end - committed, ',', low - committed) end), ';') as partitions
    from lag_sample group by 1, 2, 3`

type TopicOf = {
  readonly site: string
  readonly group: string
  readonly topic: string
  /** null: no partition has a commit. */
  readonly lag: number | null
  readonly lost: number
  readonly marginSeconds: number | null
  readonly retentionRisk: boolean
  readonly sampledMs: number
  readonly partitions: readonly Sample[]
}
type Sample = {
  readonly topic: string
  readonly partition: number
  readonly status: Status
  readonly timeLagSeconds: number | null
  readonly consumable: number
  readonly inPerSecond: number | null
  readonly readPerSecond: number | null
  readonly sinceMs: number | null
}

const STATUS_OF = new Map<string, Status>(STATUSES.map((status) => [status, status]))
const numberOf = (text: string | undefined): number | null => (text ? Number(text) : null)

const sampleOf = (topic: string, text: string): Sample => {
  const field = text.split(',')
  const [consumable, timeLagSeconds] = [Number(field[3]), numberOf(field[2])]
  return {
    topic,
    partition: Number(field[0]),
    status:
      STATUS_OF.get(field[1] ?? '') ??
      unjudged({ lag: numberOf(field[7]), consumable, lost: Number(field[8]) }, timeLagSeconds),
    timeLagSeconds,
    consumable,
    inPerSecond: numberOf(field[4]),
    readPerSecond: numberOf(field[5]),
    sinceMs: numberOf(field[6]),
  }
}

const readTopics = async (pool: Pool): Promise<TopicOf[]> => {
  const { rows } = await pool.query<Omit<TopicOf, 'partitions'> & { partitions: string }>(TOPICS)
  return rows.map((row) => ({ ...row, partitions: row.partitions.split(';').map((text) => sampleOf(row.topic, text)) }))
}

const sum = <T>(items: readonly T[], of: (item: T) => number | null): number | null => {
  let total: number | null = null
  for (const item of items) {
    const n = of(item)
    if (n !== null) total = (total ?? 0) + n
  }
  return total
}

const RANK = Object.fromEntries(WORST_FIRST.map((status, i) => [status, i])) as Record<Status, number>
const worse = (a: Sample, b: Sample): number =>
  RANK[a.status] - RANK[b.status] ||
  (b.timeLagSeconds ?? 0) - (a.timeLagSeconds ?? 0) ||
  (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition)

const isoOf = (ms: number): string => new Date(ms).toISOString()

const groupOf = (
  topics: readonly TopicOf[],
  known: Known | undefined,
  lastHour: readonly (number | null)[],
): LagGroup => {
  const rows = topics.flatMap(({ partitions }) => partitions)
  const worst = rows.reduce((found, row) => (worse(row, found) < 0 ? row : found))
  const { status } = worst
  const hots = topics.flatMap(({ topic, partitions }) => {
    const hot = hotPartition(partitions)
    return hot ? [{ topic, ...hot }] : []
  })
  const lag = sum(topics, (topic) => topic.lag)
  const consumable = sum(rows, (row) => row.consumable) ?? 0
  const inPerSecond = sum(rows, (row) => row.inPerSecond)
  const readPerSecond = sum(rows, (row) => row.readPerSecond)
  // A group is read up when its slowest partition is.
  let [slowest, timeLag] = [0, null as number | null]
  const hows = new Set<Drain['how']>()
  for (const { consumable, inPerSecond, readPerSecond, status, timeLagSeconds } of rows) {
    const drain = drainOf({ consumable, inPerSecond, readPerSecond, keepsUp: status === 'ok' })
    hows.add(drain.how)
    if (drain.how === 'drains') slowest = Math.max(slowest, drain.seconds)
    if (timeLagSeconds !== null) timeLag = Math.max(timeLag ?? 0, timeLagSeconds)
  }
  const stuck = (['stopped', 'never'] as const).find((how) => hows.has(how))
  const whole = drainOf({ consumable, inPerSecond, readPerSecond, keepsUp: status === 'ok' })
  const margins = topics.flatMap(({ marginSeconds }) => (marginSeconds === null ? [] : [marginSeconds]))
  return {
    site: topics[0]!.site,
    group: topics[0]!.group,
    kind: known?.kind ?? null,
    state: known?.state ?? null,
    members: known?.members ?? null,
    rebalancedAt: isoOrNull(known?.rebalancedAt),
    topics: topics.map(({ topic }) => topic).sort(),
    partitions: rows.length,
    status,
    since: worst.sinceMs === null ? null : isoOf(worst.sinceMs),
    timeLagSeconds: timeLag,
    lag: lag === null ? null : String(lag),
    consumable: String(consumable),
    lost: String(sum(topics, (topic) => topic.lost) ?? 0),
    inPerSecond,
    readPerSecond,
    drain: stuck
      ? { how: stuck, seconds: null }
      : { how: whole.how, seconds: whole.how === 'drains' ? Math.max(whole.seconds, slowest) : null },
    marginSeconds: margins.length > 0 ? Math.min(...margins) : null,
    retentionRisk: topics.some((topic) => topic.retentionRisk),
    worst: { topic: worst.topic, partition: worst.partition },
    hot: hots.sort((a, b) => b.share - a.share)[0] ?? null,
    cells: rows
      .filter(({ topic }) => topic === worst.topic)
      .sort((a, b) => a.partition - b.partition)
      .slice(0, CELLS_MAX)
      .map(({ partition, status, timeLagSeconds }) => ({ partition, status, timeLagSeconds })),
    lastHour: [...lastHour],
    sampledAt: isoOf(Math.max(...topics.map(({ sampledMs }) => sampledMs))),
  }
}

const keyOf = ({ site, group }: { site: string; group: string }): string => `${site}\0${group}`

export const readLagGroups = async (pool: Pool, now = new Date()): Promise<LagGroupsAnswer> => {
  const [topics, sites, { rows: known }, { rows: minutes }] = await Promise.all([
    readTopics(pool),
    readLagSites(pool, now),
    pool.query<Known>(GROUPS),
    pool.query<{ site: string; group: string; ago: number; worst: number }>(LAST_HOUR, [
      now,
      Math.floor(now.getTime() / 60_000),
    ]),
  ])
  const newestMs = topics.reduce((latest, { sampledMs }) => Math.max(latest, sampledMs), 0)
  const byGroup = new Map<string, TopicOf[]>()
  for (const row of topics) {
    const rows = byGroup.get(keyOf(row))
    if (rows) rows.push(row)
    else byGroup.set(keyOf(row), [row])
  }
  const hours = new Map<string, (number | null)[]>()
  for (const { site, group, ago, worst } of minutes) {
    if (ago < 0 || ago >= MINUTES) continue
    const key = keyOf({ site, group })
    const line = hours.get(key) ?? Array<number | null>(MINUTES).fill(null)
    hours.set(key, line)
    line[MINUTES - 1 - ago] = timeOfCode(worst)
  }
  const about = new Map(known.map((row) => [keyOf(row), row]))
  const items = [...byGroup].map(([key, rows]) =>
    groupOf(rows, about.get(key), hours.get(key) ?? Array<number | null>(MINUTES).fill(null)),
  )
  return {
    items: items.sort(
      (a, b) =>
        RANK[a.status] - RANK[b.status] ||
        (b.timeLagSeconds ?? 0) - (a.timeLagSeconds ?? 0) ||
        keyOf(a).localeCompare(keyOf(b)),
    ),
    nextCursor: null,
    sampledAt: topics.length === 0 ? null : isoOf(newestMs),
    stale: topics.length > 0 && now.getTime() - newestMs > LAG_STALE_MS,
    sites,
  }
}
