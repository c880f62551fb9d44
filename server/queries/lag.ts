/** How far behind is each partition of each group? The newest sample of each. */
import type { z } from 'zod'
import type { LagAnswer, LagRow, lagQuery } from '../../domain/api/lag.ts'
import { drainOf, lagOf, TIME_LAG_WARN_SECONDS } from '../../domain/lag.ts'
import { WINDOW_SAMPLES } from '../../domain/lag-status.ts'
import { makeCursor, NUMBER, readCursor, TEXT } from '../api/cursor.ts'
import { LAG_ROWS_MAX } from '../limits.ts'
import type { Pool } from '../postgres/pool.ts'
import { iso, isoOrNull } from './time.ts'

/** Three samples missed. */
export const LAG_STALE_MS = 30_000

// A row per partition of every group. index: lag_sample_pkey (site, …) for a site, else all are sorted: some ms for 10,000
const SAMPLES = `
  select site, consumer_group as "group", topic, partition, committed::text as committed, log_end::text as "end",
         stable_end::text as "stableEnd", low::text as low, time_lag_seconds as "timeLagSeconds",
         time_lag_method as "timeLagMethod", status, status_since as "statusSince", window_samples as "windowSamples",
         in_per_second as "inPerSecond", read_per_second as "readPerSecond", margin_seconds as "marginSeconds",
         retention_risk as "retentionRisk", owner, sampled_at as "sampledAt"
    from lag_sample
   where ($1::text is null or site = $1) and ($2::text is null or consumer_group = $2) and ($3::text is null or topic = $3)
     and ($4::int is null or partition = $4) and ($5::text[] is null or consumer_group = any($5))
     and ($6::text is null or (consumer_group, site, topic, partition) > ($6, $7, $8, $9))
   order by consumer_group, site, topic, partition
   limit $10`

// A row per site.
const ROUNDS = `
  select site, sampled_at as "sampledAt", took_ms as "tookMs", requests, groups, partitions, left_out as "leftOut"
    from lag_round order by site`

type Row = {
  site: string
  group: string
  topic: string
  partition: number
  committed: string | null
  end: string
  stableEnd: string
  low: string
  timeLagSeconds: number | null
  timeLagMethod: string | null
  status: LagRow['status'] | null
  statusSince: Date | null
  windowSamples: number | null
  inPerSecond: number | null
  readPerSecond: number | null
  marginSeconds: number | null
  retentionRisk: boolean
  owner: string | null
  sampledAt: Date
}

/** A sample that no monitor judged yet (an earlier release wrote it): what one look alone can say. */
const unjudged = (
  { lag, consumable, lost }: { lag: number | null; consumable: number; lost: number },
  seconds: number | null,
): LagRow['status'] => {
  if (lost > 0) return 'stop'
  if (lag !== null && lag < 0) return 'rewind'
  if (lag === null && consumable > 0) return 'missing'
  return seconds !== null && seconds >= TIME_LAG_WARN_SECONDS ? 'warn' : 'ok'
}

const toLagRow = (row: Row): LagRow => {
  const committed = row.committed === null ? null : BigInt(row.committed)
  const amounts = lagOf({
    committed,
    end: BigInt(row.end),
    stableEnd: BigInt(row.stableEnd),
    low: BigInt(row.low),
  })
  const numbers = {
    lag: amounts.lag === null ? null : Number(amounts.lag),
    consumable: Number(amounts.consumable),
    lost: Number(amounts.lost),
  }
  const status = row.status ?? unjudged(numbers, row.timeLagSeconds)
  const drain = drainOf({
    consumable: row.timeLagMethod === 'read_up' ? 0 : numbers.consumable,
    inPerSecond: row.inPerSecond,
    readPerSecond: row.readPerSecond,
    status,
  })
  return {
    site: row.site,
    group: row.group,
    topic: row.topic,
    partition: row.partition,
    committed: row.committed,
    end: row.end,
    stableEnd: row.stableEnd,
    low: row.low,
    lag: amounts.lag === null ? null : String(amounts.lag),
    consumable: String(amounts.consumable),
    lost: String(amounts.lost),
    timeLagSeconds: row.timeLagSeconds,
    timeLagMethod: row.timeLagMethod,
    status,
    retentionMargin: { offsets: amounts.margin === null ? null : String(amounts.margin), seconds: row.marginSeconds },
    retentionRisk: row.retentionRisk,
    statusSince: isoOrNull(row.statusSince),
    window: { samples: row.windowSamples ?? 0, of: WINDOW_SAMPLES },
    inPerSecond: row.inPerSecond,
    readPerSecond: row.readPerSecond,
    drain: { how: drain.how, seconds: drain.how === 'drains' ? drain.seconds : null },
    owner: row.owner,
    sampledAt: iso(row.sampledAt),
  }
}

export const readLagSites = async (pool: Pool, now: Date): Promise<LagAnswer['sites']> => {
  const { rows } = await pool.query<Omit<LagAnswer['sites'][number], 'sampledAt' | 'stale'> & { sampledAt: Date }>(
    ROUNDS,
  )
  return rows.map((row) => ({
    ...row,
    sampledAt: iso(row.sampledAt),
    stale: now.getTime() - row.sampledAt.getTime() > LAG_STALE_MS,
  }))
}

/** `groups`: only these, for pages that show our own processors. */
export const readLagSamples = async (
  pool: Pool,
  query: z.output<typeof lagQuery>,
  groups: readonly string[] | null,
): Promise<Pick<LagAnswer, 'items' | 'nextCursor' | 'sampledAt'>> => {
  const key = readCursor(query.cursor, [TEXT, TEXT, TEXT, NUMBER])
  const limit = query.limit ?? LAG_ROWS_MAX
  const filter = [query.site ?? null, query.group ?? null, query.topic ?? null, query.partition ?? null, groups]
  const after = key ?? [null, null, null, null]
  const { rows } = await pool.query<Row>(SAMPLES, [...filter, ...after, limit + 1])
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const newest = shown.reduce<Date | null>(
    (latest, row) => (latest && latest > row.sampledAt ? latest : row.sampledAt),
    null,
  )
  return {
    items: shown.map(toLagRow),
    nextCursor: rows.length > limit && last ? makeCursor(last.group, last.site, last.topic, last.partition) : null,
    sampledAt: newest && iso(newest),
  }
}

export const readLag = async (
  pool: Pool,
  query: z.output<typeof lagQuery> = {},
  now = new Date(),
): Promise<LagAnswer> => {
  const [samples, sites] = await Promise.all([readLagSamples(pool, query, null), readLagSites(pool, now)])
  const { sampledAt } = samples
  const stale = sampledAt !== null && now.getTime() - Date.parse(sampledAt) > LAG_STALE_MS
  return { ...samples, stale, sites }
}
