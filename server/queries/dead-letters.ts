/** Which messages could not be processed, and why? */
import type { z } from 'zod'
import type { Page } from '../../domain/api/common.ts'
import type { DeadLetter, deadLettersQuery } from '../../domain/api/dead-letters.ts'
import { readPlace } from '../../domain/partition-place.ts'
import { makeCursor, NUMBER, pageFrom, readCursor, TIME } from '../api/cursor.ts'
import type { Pool } from '../postgres/pool.ts'
import { iso, isoOrNull } from './time.ts'

const COLUMNS = `
  d.id::text as id, d.processor, d.source_site as "sourceSite", d.source_topic as "sourceTopic", d.source_partition as "sourcePartition",
  d.source_offset::text as "sourceOffset", d.source_timestamp as "sourceAt", d.origin_site as "originSite", d.origin_topic as "originTopic",
  d.origin_partition as "originPartition", d.origin_offset::text as "originOffset", d.origin_timestamp as "originAt",
  d.error_class as "errorClass", d.error_message as "errorMessage", d.fingerprint, d.attempt, d.failed_at as "failedAt",
  d.letter_partition as "letterPartition", d.letter_offset::text as "letterOffset", d.product, d.account_id::text as "accountId", d.state,
  d.state_changed_at as "stateChangedAt", d.state_actor as "stateActor", d.state_reason as "stateReason"`

// index: dead_letter_failed_at (failed_at desc, id desc); with processor and fingerprint dead_letter_group, with an
// account dead_letter_account, of a partition the unique key
const LIST = `
  select ${COLUMNS}, to_char(d.failed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.USZ') as "sortTime"
    from dead_letter d
   where ($1::text is null or d.processor = $1)
     and ($2::text is null or d.fingerprint = $2)
     and ($3::text is null or d.state = $3)
     and ($4::text is null or d.origin_site = $4)
     and ($5::text is null or d.origin_topic = $5)
     and ($6::bigint is null or d.account_id = $6)
     and ($7::timestamptz is null or d.failed_at >= $7)
     and ($8::timestamptz is null or d.failed_at < $8)
     and ($9::timestamptz is null or (d.failed_at, d.id) < ($9, $10::bigint))
     and ($12::text is null or (d.source_site = $12 and d.source_topic = $13 and d.source_partition = $14))
   order by d.failed_at desc, d.id desc
   limit $11`
const ONE = `select ${COLUMNS} from dead_letter d where d.id = $1`

type Row = Omit<
  DeadLetter,
  'source' | 'origin' | 'letter' | 'sourceAt' | 'originAt' | 'failedAt' | 'stateChangedAt'
> & {
  sourceSite: string
  sourceTopic: string
  sourcePartition: number
  sourceOffset: string
  sourceAt: Date
  originSite: string
  originTopic: string
  originPartition: number
  originOffset: string
  originAt: Date
  failedAt: Date
  letterPartition: number | null
  letterOffset: string | null
  stateChangedAt: Date | null
}

const toDeadLetter = (row: Row, home: string): DeadLetter => ({
  id: row.id,
  processor: row.processor,
  source: { site: row.sourceSite, topic: row.sourceTopic, partition: row.sourcePartition, offset: row.sourceOffset },
  origin: { site: row.originSite, topic: row.originTopic, partition: row.originPartition, offset: row.originOffset },
  sourceAt: iso(row.sourceAt),
  originAt: iso(row.originAt),
  errorClass: row.errorClass,
  errorMessage: row.errorMessage,
  fingerprint: row.fingerprint,
  attempt: row.attempt,
  failedAt: iso(row.failedAt),
  letter:
    row.letterPartition === null || row.letterOffset === null
      ? null
      : { site: home, topic: `${row.processor}.dead-letter`, partition: row.letterPartition, offset: row.letterOffset },
  product: row.product,
  accountId: row.accountId,
  state: row.state,
  stateChangedAt: isoOrNull(row.stateChangedAt),
  stateActor: row.stateActor,
  stateReason: row.stateReason,
})

export const listDeadLetters = async (
  pool: Pool,
  home: string,
  query: z.output<typeof deadLettersQuery>,
): Promise<Page<DeadLetter>> => {
  const after = readCursor(query.cursor, [TIME, NUMBER])
  const source = readPlace(query.source)
  const { rows } = await pool.query<Row & { sortTime: string }>(LIST, [
    query.processor ?? null,
    query.fingerprint ?? null,
    query.state ?? null,
    query.site ?? null,
    query.topic ?? null,
    query.accountId ?? null,
    query.from ?? null,
    query.to ?? null,
    after?.[0] ?? null,
    after?.[1] ?? null,
    query.limit + 1,
    source?.site ?? null,
    source?.topic ?? null,
    source?.partition ?? null,
  ])
  return pageFrom(
    rows,
    query.limit,
    (row) => makeCursor(row.sortTime, row.id),
    (row) => toDeadLetter(row, home),
  )
}

export const findDeadLetter = async (pool: Pool, home: string, id: string): Promise<DeadLetter | undefined> => {
  const { rows } = await pool.query<Row>(ONE, [id])
  return rows[0] && toDeadLetter(rows[0], home)
}
