/** Every consumer group of every site, worst first: what the Lag page opens with. */
import type { LagGroup, LagGroupsAnswer } from '../../domain/api/lag.ts'
import { secondsOf, worseGroup } from '../../domain/lag-group.ts'
import type { KeptSummary } from '../lag/save-groups.ts'
import type { Pool } from '../postgres/pool.ts'
import { LAG_STALE_MS, readLagSites } from './lag.ts'
import { iso, isoOrNull } from './time.ts'

const MINUTE_MS = 60_000

// A row per group, which lag-monitor worked out (server/lag/save-groups.ts): 200 rows instead of their 10,000 partitions.
const GROUPS = `
  select s.site, s.consumer_group as "group", s.sampled_at as "sampledAt", s.summary, g.kind, g.state, g.members,
         g.rebalanced_at as "rebalancedAt"
    from lag_group_summary s left join lag_group g on g.site = s.site and g.consumer_group = s.consumer_group`

type Row = Pick<LagGroup, 'site' | 'group' | 'kind' | 'state' | 'members'> & {
  readonly sampledAt: Date
  readonly summary: KeptSummary
  readonly rebalancedAt: Date | null
}

const groupOf = ({ summary: { cells, hour, ...summary }, ...row }: Row, minute: number): LagGroup => ({
  ...row,
  ...summary,
  rebalancedAt: isoOrNull(row.rebalancedAt),
  cells: cells.map(([partition, status, timeLagSeconds]) => ({ partition, status, timeLagSeconds })),
  lastHour: secondsOf(hour, minute),
  sampledAt: iso(row.sampledAt),
})

export const readLagGroups = async (pool: Pool, now = new Date()): Promise<LagGroupsAnswer> => {
  const [{ rows }, sites] = await Promise.all([pool.query<Row>(GROUPS), readLagSites(pool, now)])
  const minute = Math.floor(now.getTime() / MINUTE_MS)
  const newestMs = rows.reduce((latest, { sampledAt }) => Math.max(latest, sampledAt.getTime()), 0)
  return {
    items: rows.map((row) => groupOf(row, minute)).sort(worseGroup),
    nextCursor: null,
    sampledAt: rows.length === 0 ? null : iso(new Date(newestMs)),
    stale: rows.length > 0 && now.getTime() - newestMs > LAG_STALE_MS,
    sites,
  }
}
