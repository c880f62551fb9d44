/** All about one partition of one group: how far, whose, how much of its topic, and which of its records are dead letters. */
import type { z } from 'zod'
import type { LagPartition, lagPartitionQuery } from '../../domain/api/lag.ts'
import { notFound } from '../api/problem.ts'
import type { Pool } from '../postgres/pool.ts'
import { readLag } from './lag.ts'
import { isoOrNull } from './time.ts'

// index: the unique key of dead_letter (processor, source_site, source_topic, source_partition, …)
const LETTERS = `
  select count(*)::int as all, count(*) filter (where state = 'open')::int as open
    from dead_letter where processor = $1 and source_site = $2 and source_topic = $3 and source_partition = $4`
const GROUP = `
  select kind, state, members, rebalanced_at as "rebalancedAt" from lag_group where site = $1 and consumer_group = $2`
// index: lag_sample_pkey
const RETENTION = `
  select retention_ms as "retentionMs" from lag_sample
   where site = $1 and consumer_group = $2 and topic = $3 and partition = $4`

export const readLagPartition = async (
  pool: Pool,
  query: z.output<typeof lagPartitionQuery>,
  now = new Date(),
): Promise<LagPartition> => {
  const { site, group, topic, partition } = query
  const [lag, letters, about, retention] = await Promise.all([
    readLag(pool, { site, group, topic }, now),
    pool.query<{ all: number; open: number }>(LETTERS, [group, site, topic, partition]),
    pool.query<{ kind: string; state: string; members: number | null; rebalancedAt: Date | null }>(GROUP, [
      site,
      group,
    ]),
    pool.query<{ retentionMs: number | null }>(RETENTION, [site, group, topic, partition]),
  ])
  const row = lag.items.find((item) => item.partition === partition)
  if (!row)
    throw notFound(
      `${group} at ${site} has no partition ${partition} of ${topic}, or none was sampled within the last ten minutes.`,
    )
  const rates = lag.items.map((item) => item.inPerSecond ?? 0)
  const all = rates.reduce((sum, rate) => sum + rate, 0)
  const found = about.rows[0]
  const retentionMs = retention.rows[0]?.retentionMs ?? null
  return {
    row,
    group: {
      kind: found?.kind ?? null,
      state: found?.state ?? null,
      members: found?.members ?? null,
      rebalancedAt: isoOrNull(found?.rebalancedAt),
    },
    retentionSeconds: retentionMs === null ? null : retentionMs / 1000,
    shareOfTopic: row.inPerSecond === null || all <= 0 ? null : row.inPerSecond / all,
    deadLetters: { open: letters.rows[0]?.open ?? 0, all: letters.rows[0]?.all ?? 0 },
  }
}
