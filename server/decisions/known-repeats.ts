/** Which duplicates and conflicts are seen for the first time? Both are known by the origin of their event (R10). */
import { uuidText } from '../../domain/line-item-id.ts'
import type { Client } from '../postgres/pool.ts'
import type { Incoming } from './incoming.ts'

const originKey = (site: number | string, topic: number | string, partition: number, offset: number): string =>
  `${site}:${topic}:${partition}:${offset}`

/** Remembers them; gives those that were not known, each origin once. */
export const newDuplicates = async (tx: Client, duplicates: readonly Incoming[]): Promise<Set<Incoming>> => {
  if (duplicates.length === 0) return new Set()
  const sorted = [...duplicates].sort((a, b) => a.item.lineItemId.compare(b.item.lineItemId))
  const { rows } = await tx.query<{ site: number; topic: number; partition: number; offset: number }>({
    name: 'remember_duplicates', // index: line_item_duplicate_pkey of the partitions that the ids fall into
    text: `insert into line_item_duplicate (line_item_id, origin_site, origin_topic, origin_partition, origin_offset)
           select * from unnest($1::uuid[], $2::smallint[], $3::smallint[], $4::int[], $5::bigint[])
           on conflict do nothing
           returning origin_site as site, origin_topic as topic, origin_partition as partition, origin_offset as offset`,
    values: [
      sorted.map((one) => uuidText(one.item.lineItemId)),
      sorted.map((one) => one.origin.site),
      sorted.map((one) => one.origin.topic),
      sorted.map((one) => one.origin.partition),
      sorted.map((one) => one.origin.offset),
    ],
  })
  const fresh = new Set(rows.map((row) => originKey(row.site, row.topic, row.partition, row.offset)))
  const isFirst = ({ origin }: Incoming) =>
    fresh.delete(originKey(origin.site, origin.topic, origin.partition, origin.offset))
  return new Set(duplicates.filter(isFirst))
}

/** Conflicts are dead letters of the filter: known by their origin, whichever delivery was recorded. */
export const newConflicts = async (tx: Client, conflicts: readonly Incoming[]): Promise<Set<Incoming>> => {
  if (conflicts.length === 0) return new Set()
  const { rows } = await tx.query<{ site: string; topic: string; partition: number; offset: number }>({
    name: 'known_conflicts', // index: dead_letter_origin
    text: `select distinct d.origin_site as site, d.origin_topic as topic, d.origin_partition as partition,
                  d.origin_offset as offset
             from unnest($1::text[], $2::text[], $3::int[], $4::bigint[]) as c (site, topic, partition, at)
             join dead_letter d on d.origin_site = c.site and d.origin_topic = c.topic
                               and d.origin_partition = c.partition and d.origin_offset = c.at
            where d.processor = 'submission-filter' and d.error_class = 'conflict' and d.state <> 'redriven'`,
    values: [
      conflicts.map(({ from }) => from.site),
      conflicts.map(({ from }) => from.topic),
      conflicts.map(({ from }) => from.partition),
      conflicts.map(({ from }) => from.offset),
    ],
  })
  const known = new Set(rows.map((row) => originKey(row.site, row.topic, row.partition, row.offset)))
  const isNew = ({ from }: Incoming) => {
    const key = originKey(from.site, from.topic, from.partition, from.offset)
    if (known.has(key)) return false
    known.add(key)
    return true
  }
  return new Set(conflicts.filter(isNew))
}
