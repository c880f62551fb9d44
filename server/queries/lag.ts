/** How far behind is each of Hydrometer's groups? The newest sample of each partition. */
import type { z } from 'zod'
import type { LagAnswer, LagRow, lagQuery } from '../../domain/api/lag.ts'
import { lagOf, lagStatus } from '../../domain/lag.ts'
import type { Pool } from '../postgres/pool.ts'
import { iso } from './time.ts'

/** Three samples missed. */
export const LAG_STALE_MS = 30_000

// A row per partition of our own groups: some hundred. index: lag_sample_pkey
const SAMPLES = `
  select site, consumer_group as "group", topic, partition, committed::text as committed, log_end::text as "end",
         stable_end::text as "stableEnd", low::text as low, time_lag_seconds as "timeLagSeconds",
         time_lag_method as "timeLagMethod", sampled_at as "sampledAt"
    from lag_sample
   where ($1::text is null or site = $1) and ($2::text is null or consumer_group = $2) and ($3::text is null or topic = $3)
   order by consumer_group, site, topic, partition`

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
  sampledAt: Date
}

const toLagRow = (row: Row): LagRow => {
  const amounts = lagOf({
    committed: row.committed === null ? null : BigInt(row.committed),
    end: BigInt(row.end),
    low: BigInt(row.low),
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
    status: lagStatus(amounts, row.timeLagSeconds),
    retentionMargin: { offsets: amounts.margin === null ? null : String(amounts.margin), seconds: null },
    sampledAt: iso(row.sampledAt),
  }
}

export const readLag = async (
  pool: Pool,
  query: z.output<typeof lagQuery> = {},
  now = new Date(),
): Promise<LagAnswer> => {
  const { rows } = await pool.query<Row>(SAMPLES, [query.site ?? null, query.group ?? null, query.topic ?? null])
  const newest = rows.reduce<Date | null>(
    (latest, row) => (latest && latest > row.sampledAt ? latest : row.sampledAt),
    null,
  )
  return {
    items: rows.map(toLagRow),
    nextCursor: null,
    sampledAt: newest && iso(newest),
    stale: newest !== null && now.getTime() - newest.getTime() > LAG_STALE_MS,
  }
}
