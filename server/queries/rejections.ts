/** What was rejected, and why? Counts by reason over whole UTC days of usage. */
import type { z } from 'zod'
import type { Rejections, rejectionsQuery } from '../../domain/api/line-items.ts'
import { lowestIdAt, timeOfId, uuidBytes } from '../../domain/line-item-id.ts'
import { REASONS, reasonOfCode } from '../../domain/reasons.ts'
import type { Pool } from '../postgres/pool.ts'
import { topicFilter } from './listed-line-items.ts'
import { reconciledDays } from './reconciliation.ts'

// index: line_item_*_rejected (reason, id) where decision = 2; the least and greatest id of a reason are its first
// and last time (Postgres has no min of uuid; as text in C they sort alike)
const BY_REASON = `
  select l.reason, count(*)::int as "lineItems", count(distinct l.account_id)::int as accounts, min(l.id::text collate "C") as "firstId", max(l.id::text collate "C") as "lastId"
    from line_item l
   where l.decision = 2 and l.id >= $1::uuid and l.id < $2::uuid
     and ($3::text is null or l.origin_site = any(select code from site where name = $3))
     and ($4::smallint is null or l.origin_topic = $4)
     and ($5::text is null or l.sku = any(select code from sku where product = $5))
   group by l.reason`

type Row = { reason: number; lineItems: number; accounts: number; firstId: string; lastId: string }

const timeOf = (id: string): string => new Date(timeOfId(uuidBytes(id) as Buffer)).toISOString()

export const readRejections = async (
  pool: Pool,
  query: z.output<typeof rejectionsQuery>,
  now = new Date(),
): Promise<Rejections> => {
  const [from, to] = reconciledDays(query, now)
  const { rows } = await pool.query<Row>(BY_REASON, [
    lowestIdAt(from.getTime()),
    lowestIdAt(to.getTime()),
    query.site ?? null,
    topicFilter(query.topic),
    query.product ?? null,
  ])
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    items: rows
      .flatMap((row) => {
        const reason = reasonOfCode(row.reason)
        if (reason === null) return [] // a rejection always has one: the table's own writer gives it
        const { words, releasedBySweep } = REASONS[reason]
        return [
          {
            reason,
            words,
            lineItems: row.lineItems,
            accounts: row.accounts,
            firstAt: timeOf(row.firstId),
            lastAt: timeOf(row.lastId),
            releasedBySweep,
          },
        ]
      })
      .sort((a, b) => b.lineItems - a.lineItems),
    nextCursor: null,
  }
}
