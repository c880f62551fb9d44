/** Which causes do the dead letters have, how many are there of each, and are there new ones? */
import type { z } from 'zod'
import { type Page, readPlace } from '../../domain/api/common.ts'
import type { DeadLetterGroup, deadLetterGroupsQuery } from '../../domain/api/dead-letters.ts'
import { makeCursor, NUMBER, pageFrom, readCursor, TEXT } from '../api/cursor.ts'
import type { Pool } from '../postgres/pool.ts'
import { iso } from './time.ts'

// One pass over dead_letter, hashed by all that is counted, so that nothing is sorted; groups are few. Largest first; the
// rest of the key makes the order complete.
const GROUPS = `
  with parts as (
    select d.processor, d.fingerprint, d.origin_site, d.origin_topic, d.account_id, max(d.error_class) as error_class,
           count(*) filter (where d.state = 'open') as open, count(*) filter (where d.state = 'redriving') as redriving,
           count(*) filter (where d.state = 'redriven') as redriven, count(*) filter (where d.state = 'discarded') as discarded,
           min(d.failed_at) as first_seen, max(d.failed_at) as last_seen, max(d.id) as newest
      from dead_letter d
     where ($1::text is null or d.processor = $1)
       and ($7::text is null or (d.source_site = $7 and d.source_topic = $8 and d.source_partition = $9))
     group by 1, 2, 3, 4, 5
  ), grouped as (
    select processor, fingerprint, max(error_class) as "errorClass", sum(open)::int as open, sum(redriving)::int as redriving,
           sum(redriven)::int as redriven, sum(discarded)::int as discarded, min(first_seen) as "firstSeen",
           max(last_seen) as "lastSeen", max(newest) as newest, array_agg(distinct origin_site) as sites,
           array_agg(distinct origin_topic) as topics, count(distinct account_id)::int as accounts
      from parts group by processor, fingerprint
  )
  select g.*, n.error_message as "errorMessage"
    from grouped g join dead_letter n on n.id = g.newest
   where ($2 = 'all' or g.open + g.redriving > 0)
     and ($3::int is null or (-g.open, g.processor, g.fingerprint) > (-$3::int, $4, $5))
   order by -g.open, g.processor, g.fingerprint
   limit $6`
// index: dead_letter_failed_at
const LAST_DAY = `
  select processor, fingerprint, (23 - floor(extract(epoch from ($1::timestamptz - failed_at)) / 3600))::int as hour, count(*)::int as failed
    from dead_letter
   where failed_at > $1::timestamptz - interval '24 hours' and failed_at <= $1::timestamptz
     and ($2::text is null or (source_site = $2 and source_topic = $3 and source_partition = $4))
   group by 1, 2, 3`

type Row = Omit<DeadLetterGroup, 'firstSeen' | 'lastSeen' | 'lastDay'> & {
  firstSeen: Date
  lastSeen: Date
  newest: number
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
    ({ newest: _, ...row }) => ({
      ...row,
      firstSeen: iso(row.firstSeen),
      lastSeen: iso(row.lastSeen),
      lastDay: lastDay.get(`${row.processor} ${row.fingerprint}`) ?? new Array<number>(24).fill(0),
    }),
  )
}
