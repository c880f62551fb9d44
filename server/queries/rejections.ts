/** What was rejected, and why? Counts by reason over whole UTC days of usage. */
import type { z } from 'zod'
import type { Rejections, rejectionsQuery } from '../../domain/api/line-items.ts'
import { lowestIdAt, timeOfId, uuidBytes } from '../../domain/line-item-id.ts'
import { REASON_NAMES, REASONS, reasonCode, reasonOfCode } from '../../domain/reasons.ts'
import type { Pool } from '../postgres/pool.ts'
import { topicFilter } from './listed-line-items.ts'
import { reconciledDays } from './reconciliation.ts'

const CHOSEN = `
     l.decision = 2 and l.reason = any($6::smallint[]) and l.id >= $1::uuid and l.id < $2::uuid
     and ($3::text is null or l.origin_site = any(select code from site where name = $3))
     and ($4::smallint is null or l.origin_topic = $4)
     and ($5::text is null or l.sku = any(select code from sku where product = $5))`
// index: line_item_rejected (reason, id) where decision = 2 alone, which has every column that is read, once for each of the
// known reasons, so that only the time that is asked for is read; the first and last id of a reason, which say its first and
// last time, stand at the ends of the same index
const BY_REASON = `
  with counted as (
    select reason, sum(items)::int as "lineItems", count(*)::int as accounts
      from (select l.reason, l.account_id, count(*) as items from line_item l where ${CHOSEN} group by 1, 2) accounts
     group by reason
  )
  select c.*, first.id as "firstId", last.id as "lastId"
    from counted c
   cross join lateral (select l.id from line_item l where l.reason = c.reason and ${CHOSEN} order by l.id limit 1) first
   cross join lateral (select l.id from line_item l where l.reason = c.reason and ${CHOSEN} order by l.id desc limit 1) last`

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
    REASON_NAMES.map(reasonCode),
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
