/** Which causes do the dead letters have, how many are there of each, and are there new ones? */
import type { z } from 'zod'
import type { Page } from '../../domain/api/common.ts'
import type { DeadLetterGroup, deadLetterGroupsQuery } from '../../domain/api/dead-letters.ts'
import { placeText, readPlace } from '../../domain/partition-place.ts'
import { makeCursor, NUMBER, pageFrom, readCursor, TEXT } from '../api/cursor.ts'
import type { Pool } from '../postgres/pool.ts'
import { iso } from './time.ts'

// How many there are is counted beside them (decision 30): a row a cause of dead_letter_sum_pkey (scope, …), and what came since
// the last second. Then for each cause of the page the ends of dead_letter_group (processor, fingerprint, failed_at), of one
// partition dead_letter_cause_place, and from one origin to the next in dead_letter_cause_origin. Largest first; the rest of
// the key makes the order complete. (Without offset 0 all letters of the partition are read into a hash.)
const OF_PARTITION = '($7::text is null or (d.source_site = $7 and d.source_topic = $8 and d.source_partition = $9))'
const GROUPS = `
  with page as (
    select processor, fingerprint, open, redriving, redriven, discarded, accounts from dead_letter_count g
     where g.scope = $10 and ($1::text is null or g.processor = $1)
       and ($2 = 'all' or g.open + g.redriving > 0)
       and ($3::int is null or (-g.open, g.processor, g.fingerprint) > (-$3::int, $4, $5))
     order by -g.open, g.processor, g.fingerprint
     limit $6
  )
  select g.*, newest.error_class as "errorClass", newest.error_message as "errorMessage", newest.failed_at as "lastSeen",
         oldest.failed_at as "firstSeen", origins.sites, origins.topics
    from page g
   cross join lateral (
      select d.error_class, d.error_message, d.failed_at from dead_letter d
       where d.processor = g.processor and d.fingerprint = g.fingerprint and ${OF_PARTITION} order by d.failed_at desc, d.id desc limit 1) newest
   cross join lateral (
      select d.failed_at from dead_letter d
       where d.processor = g.processor and d.fingerprint = g.fingerprint and ${OF_PARTITION} order by d.failed_at limit 1) oldest
   cross join lateral (
      with recursive origin as (
        (select d.origin_site, d.origin_topic from dead_letter d
          where d.processor = g.processor and d.fingerprint = g.fingerprint order by d.origin_site, d.origin_topic limit 1)
        union all
        select n.origin_site, n.origin_topic
          from origin o cross join lateral (
            select d.origin_site, d.origin_topic from dead_letter d
             where d.processor = g.processor and d.fingerprint = g.fingerprint
               and (d.origin_site, d.origin_topic) > (o.origin_site, o.origin_topic)
             order by d.origin_site, d.origin_topic limit 1) n
      ) select array_agg(distinct origin_site) as sites, array_agg(distinct origin_topic) as topics
          from origin o
         where $7::text is null or exists (
           select from dead_letter d
            where d.processor = g.processor and d.fingerprint = g.fingerprint and d.origin_site = o.origin_site
              and d.origin_topic = o.origin_topic and ${OF_PARTITION} offset 0)) origins
   order by -g.open, g.processor, g.fingerprint`
// index: dead_letter_failed_at. As many rows as failed in a day; date_bin, as extract works in numeric and takes as long again.
const LAST_DAY = `
  select processor, fingerprint, 24 - round(extract(epoch from ($1::timestamptz - began)) / 3600)::int as hour, failed
    from (
      select processor, fingerprint, date_bin('1 hour', failed_at, $1::timestamptz + interval '1 microsecond') as began, count(*)::int as failed
        from dead_letter
       where failed_at > $1::timestamptz - interval '24 hours' and failed_at <= $1::timestamptz
         and ($2::text is null or (source_site = $2 and source_topic = $3 and source_partition = $4))
       group by 1, 2, 3
    ) hours`

type Row = Omit<DeadLetterGroup, 'firstSeen' | 'lastSeen' | 'lastDay'> & {
  firstSeen: Date
  lastSeen: Date
}

export const listDeadLetterGroups = async (
  pool: Pool,
  query: z.output<typeof deadLetterGroupsQuery>,
  now = new Date(),
): Promise<Page<DeadLetterGroup>> => {
  const after = readCursor(query.cursor, [NUMBER, TEXT, TEXT])
  const at = readPlace(query.source)
  const source = [at?.site ?? null, at?.topic ?? null, at?.partition ?? null]
  const [groups, hours] = await Promise.all([
    pool.query<Row>(GROUPS, [
      query.processor ?? null,
      query.show,
      after?.[0] ?? null,
      after?.[1] ?? null,
      after?.[2] ?? null,
      query.limit + 1,
      ...source,
      at ? placeText(at) : '',
    ]),
    pool.query<{ processor: string; fingerprint: string; hour: number; failed: number }>(LAST_DAY, [now, ...source]),
  ])
  const lastDay = new Map<string, number[]>()
  for (const { processor, fingerprint, hour, failed } of hours.rows) {
    const key = `${processor} ${fingerprint}`
    const counts = lastDay.get(key) ?? new Array<number>(24).fill(0)
    counts[Math.min(Math.max(hour, 0), 23)]! += failed
    lastDay.set(key, counts)
  }
  return pageFrom(
    groups.rows,
    query.limit,
    (row) => makeCursor(row.open, row.processor, row.fingerprint),
    (row) => ({
      ...row,
      firstSeen: iso(row.firstSeen),
      lastSeen: iso(row.lastSeen),
      lastDay: lastDay.get(`${row.processor} ${row.fingerprint}`) ?? new Array<number>(24).fill(0),
    }),
  )
}
