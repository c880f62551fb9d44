/** Every consumer group of every site, worst first: what the Lag page opens with. */
import type { LagGroup, LagGroupsAnswer, LagRow } from '../../domain/api/lag.ts'
import { drainOf, hotPartition, WORST_FIRST, worstStatus } from '../../domain/lag.ts'
import { timeOfCode } from '../../domain/lag-code.ts'
import type { Pool } from '../postgres/pool.ts'
import { LAG_STALE_MS, readLag } from './lag.ts'
import { isoOrNull } from './time.ts'

const MINUTES = 60
const CELLS_MAX = 48

// A row per group.
const GROUPS = `select site, consumer_group as "group", kind, state, members, rebalanced_at as "rebalancedAt" from lag_group`

// The worst minute of each group in the last hour, from the scalars alone. index: lag_minute_pkey (series, at), and the
// newest minutes, which are not rolled up yet, from lag_raw_pkey
const LAST_HOUR = `
  select s.site, s.consumer_group as "group", ($2 - extract(epoch from date_trunc('minute', m.at)) / 60)::int as ago,
         max(m.worst_time)::int as worst
    from (select at, series, worst_time from lag_minute where at >= $1::timestamptz - interval '60 minutes'
          union all
          select at, series, worst_time from lag_raw where at >= $1::timestamptz - interval '3 minutes') m
    join lag_series s on s.id = m.series
   group by 1, 2, 3`

type Known = Pick<LagGroup, 'kind' | 'state' | 'members'> & { site: string; group: string; rebalancedAt: Date | null }

const sum = (rows: readonly LagRow[], of: (row: LagRow) => number | null): number | null => {
  const known = rows.map(of).filter((n) => n !== null)
  return known.length > 0 ? known.reduce((total, n) => total + n, 0) : null
}
const total = (rows: readonly LagRow[], of: (row: LagRow) => string): string =>
  String(rows.reduce((all, row) => all + BigInt(of(row)), 0n))

const worse = (a: LagRow, b: LagRow): number =>
  WORST_FIRST.indexOf(a.status) - WORST_FIRST.indexOf(b.status) || (b.timeLagSeconds ?? 0) - (a.timeLagSeconds ?? 0)

const groupOf = (rows: readonly LagRow[], known: Known | undefined, lastHour: readonly (number | null)[]): LagGroup => {
  const sorted = [...rows].sort(worse)
  const worst = sorted[0] as LagRow
  const status = worstStatus(rows.map((row) => row.status))
  const ofTopic = rows.filter((row) => row.topic === worst.topic)
  const hots = [...new Set(rows.map((row) => row.topic))].flatMap((topic) => {
    const hot = hotPartition(rows.filter((row) => row.topic === topic))
    return hot ? [{ topic, ...hot }] : []
  })
  const committed = rows.filter((row) => row.lag !== null)
  const consumable = total(rows, (row) => (row.timeLagMethod === 'read_up' ? '0' : row.consumable))
  const inPerSecond = sum(rows, (row) => row.inPerSecond)
  const readPerSecond = sum(rows, (row) => row.readPerSecond)
  // A group is read up when its slowest partition is.
  const drains = rows.map((row) => row.drain)
  const stuck = drains.find((d) => d.how === 'stopped') ?? drains.find((d) => d.how === 'never')
  const whole = drainOf({ consumable: Number(consumable), inPerSecond, readPerSecond, keepsUp: status === 'ok' })
  const margins = rows.map((row) => row.retentionMargin.seconds).filter((s) => s !== null)
  const times = rows.map((row) => row.timeLagSeconds).filter((s) => s !== null)
  return {
    site: worst.site,
    group: worst.group,
    kind: known?.kind ?? null,
    state: known?.state ?? null,
    members: known?.members ?? null,
    rebalancedAt: isoOrNull(known?.rebalancedAt),
    topics: [...new Set(rows.map((row) => row.topic))].sort(),
    partitions: rows.length,
    status,
    since: worst.statusSince,
    timeLagSeconds: times.length > 0 ? Math.max(...times) : null,
    lag: committed.length > 0 ? total(committed, (row) => row.lag as string) : null,
    consumable,
    lost: total(rows, (row) => row.lost),
    inPerSecond,
    readPerSecond,
    drain: stuck ?? {
      how: whole.how,
      seconds: whole.how === 'drains' ? Math.max(whole.seconds, ...drains.map((d) => d.seconds ?? 0)) : null,
    },
    marginSeconds: margins.length > 0 ? Math.min(...margins) : null,
    retentionRisk: rows.some((row) => row.retentionRisk),
    worst: { topic: worst.topic, partition: worst.partition },
    hot: hots.sort((a, b) => b.share - a.share)[0] ?? null,
    cells: ofTopic
      .sort((a, b) => a.partition - b.partition)
      .slice(0, CELLS_MAX)
      .map(({ partition, status, timeLagSeconds }) => ({ partition, status, timeLagSeconds })),
    lastHour: [...lastHour],
    sampledAt:
      rows
        .map((row) => row.sampledAt)
        .sort()
        .at(-1) ?? worst.sampledAt,
  }
}

const keyOf = ({ site, group }: { site: string; group: string }): string => `${site}\0${group}`

export const readLagGroups = async (pool: Pool, now = new Date()): Promise<LagGroupsAnswer> => {
  const [lag, { rows: known }, { rows: minutes }] = await Promise.all([
    readAll(pool, now),
    pool.query<Known>(GROUPS),
    pool.query<{ site: string; group: string; ago: number; worst: number }>(LAST_HOUR, [
      now,
      Math.floor(now.getTime() / 60_000),
    ]),
  ])
  const byGroup = new Map<string, LagRow[]>()
  for (const row of lag.items) {
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
        WORST_FIRST.indexOf(a.status) - WORST_FIRST.indexOf(b.status) ||
        (b.timeLagSeconds ?? 0) - (a.timeLagSeconds ?? 0) ||
        keyOf(a).localeCompare(keyOf(b)),
    ),
    nextCursor: null,
    sampledAt: lag.sampledAt,
    stale: lag.sampledAt !== null && now.getTime() - Date.parse(lag.sampledAt) > LAG_STALE_MS,
    sites: lag.sites,
  }
}

/** Page by page, so that a group of a very large installation is not cut in two. */
const readAll = async (pool: Pool, now: Date) => {
  const first = await readLag(pool, {}, now)
  const items = [...first.items]
  for (let cursor = first.nextCursor; cursor; ) {
    const next = await readLag(pool, { cursor }, now)
    items.push(...next.items)
    cursor = next.nextCursor
  }
  return { ...first, items }
}
