/** Which events were delivered again from another place (R10)? The list behind "duplicates" in the books. */
import type { z } from 'zod'
import type { Page } from '../../domain/api/common.ts'
import type { Duplicate, duplicatesQuery } from '../../domain/api/line-items.ts'
import { lowestIdAt, timeOfId, uuidBytes } from '../../domain/line-item-id.ts'
import { topicOfCode } from '../../domain/pipeline.ts'
import { makeCursor, NUMBER, pageFrom, readCursor } from '../api/cursor.ts'
import type { Pool } from '../postgres/pool.ts'
import { codesOf } from './catalogue.ts'
import { topicFilter } from './listed-line-items.ts'
import { reconciledDays } from './reconciliation.ts'
import { iso } from './time.ts'

// index: line_item_duplicate_*_pkey, read backwards; then one primary key of line_item for each row of the page
const LIST = `
  with page as materialized (
    select d.* from line_item_duplicate d
     where d.line_item_id >= $1::uuid and d.line_item_id < $2::uuid
       and ($3::uuid is null or (d.line_item_id, d.origin_site, d.origin_topic, d.origin_partition, d.origin_offset) < ($3, $4::smallint, $5::smallint, $6::int, $7::bigint))
       and ($8::text is null or d.origin_site = any(select code from site where name = $8))
       and ($9::smallint is null or d.origin_topic = $9)
     order by d.line_item_id desc, d.origin_site desc, d.origin_topic desc, d.origin_partition desc, d.origin_offset desc
     limit $10
  )
  select d.line_item_id as id, d.origin_site as "originSite", d.origin_topic as "originTopic", d.origin_partition as "originPartition",
         d.origin_offset::text as "originOffset", d.found_at as "foundAt", l.account_id::text as "accountId", a.login, l.sku,
         trim_scale(l.units::numeric + l.nanos * 0.000000001)::text as quantity, l.origin_site as "firstSite", l.origin_topic as "firstTopic",
         l.origin_partition as "firstPartition", l.origin_offset::text as "firstOffset"
    from page d
    left join lateral (
      select * from line_item l where l.id = d.line_item_id and l.id >= $1::uuid and l.id < $2::uuid offset 0) l on true
    left join account a on a.id = l.account_id
   order by d.line_item_id desc, d.origin_site desc, d.origin_topic desc, d.origin_partition desc, d.origin_offset desc`

type Row = {
  id: string
  originSite: number
  originTopic: number
  originPartition: number
  originOffset: string
  foundAt: Date
  accountId: string | null
  login: string | null
  sku: number | null
  quantity: string | null
  firstSite: number | null
  firstTopic: number | null
  firstPartition: number | null
  firstOffset: string | null
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export const listDuplicates = async (
  pool: Pool,
  query: z.output<typeof duplicatesQuery>,
  now = new Date(),
): Promise<Page<Duplicate>> => {
  const [from, to] = reconciledDays(query, now)
  const after = readCursor(query.cursor, [UUID, NUMBER, NUMBER, NUMBER, NUMBER])
  const [{ rows }, codes] = await Promise.all([
    pool.query<Row>(LIST, [
      lowestIdAt(from.getTime()),
      lowestIdAt(to.getTime()),
      ...(after ?? [null, null, null, null, null]),
      query.site ?? null,
      topicFilter(query.topic),
      query.limit + 1,
    ]),
    codesOf(pool),
  ])
  const place = (site: number, topic: number, partition: number, offset: string) => ({
    site: codes.site(site),
    topic: topicOfCode(topic).name,
    partition,
    offset,
  })
  return pageFrom(
    rows,
    query.limit,
    (row) => makeCursor(row.id, row.originSite, row.originTopic, row.originPartition, row.originOffset),
    (row) => ({
      lineItemId: row.id,
      startedAt: iso(new Date(timeOfId(uuidBytes(row.id)!))),
      accountId: row.accountId,
      login: row.login,
      ...(row.sku === null ? { sku: '', product: '', unitOfMeasure: '' } : codes.sku(row.sku)),
      quantity: row.quantity,
      origin: place(row.originSite, row.originTopic, row.originPartition, row.originOffset),
      firstOrigin:
        row.firstSite === null || row.firstTopic === null || row.firstPartition === null || row.firstOffset === null
          ? null
          : place(row.firstSite, row.firstTopic, row.firstPartition, row.firstOffset),
      foundAt: iso(row.foundAt),
    }),
  )
}
