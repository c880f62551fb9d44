/**
 * Releases: the line item's original key and bytes as first read, its origin, and the attempt to undo (contract); of a
 * repair also where the books were when the loss was proven.
 */
import { topicOfCode } from '../../domain/pipeline.ts'
import type { Hydro } from '../kafka/client.ts'
import { foreignHeaders, originHeaders, originOf } from '../kafka/headers.ts'
import { type LogRecord, partitionCount, readRecord } from '../kafka/log-reader.ts'
import type { OutRecord, Sender } from '../kafka/sender.ts'
import { type Client, inTransaction, type Pool } from '../postgres/pool.ts'

const RETRY_TOPIC = 'submission-filter.retry'

// index: release_request_waiting
const PICK = `
  select line_item_id as id, attempt, lost_books_to::float8 as "booksTo" from release_request
   where state = 'waiting' order by asked_at, line_item_id limit $1 for update skip locked`
// index: line_item_*_pkey, with constant bounds (R8)
const CLAIMS = `
  select id, attempt, decision, decided_by_topic as topic, decided_by_partition as partition, decided_by_offset::float8 as offset
    from line_item where id = any($1::uuid[]) and id >= $2::uuid and id <= $3::uuid`
// One statement for all outcomes: rows are ordered by id as everywhere.
const DONE = `
  update release_request r set state = d.state, sent_at = now()
    from unnest($1::uuid[], $2::smallint[], $3::text[]) as d (id, attempt, state)
   where r.line_item_id = d.id and r.attempt = d.attempt`

/** `booksTo`: of a repair (R20); null where a rejection is released. */
type Request = { id: string; attempt: number; booksTo: number | null }
type Claim = { id: string; attempt: number; decision: number; topic: number; partition: number; offset: number }
/** obsolete: decided again since it was asked for; the filter would drop it. */
type Outcome = Request & { state: 'sent' | 'obsolete' | 'unreadable' }

export const releaseRecord = (
  { attempt, booksTo }: Pick<Request, 'attempt' | 'booksTo'>,
  claim: { partition: number },
  record: LogRecord,
  retryPartitions: number,
): OutRecord | undefined => {
  const origin = originOf(record)
  if (!origin || !record.value) return undefined
  return {
    partition: claim.partition % retryPartitions,
    key: record.key,
    value: record.value,
    timestampMs: origin.timestampMs,
    headers: {
      ...foreignHeaders(record),
      ...originHeaders(origin),
      'hydro-release-attempt': String(attempt),
      ...(booksTo !== null && { 'hydro-release-lost': String(booksTo) }),
    },
  }
}

/** A repair undoes what was accepted, and a release nothing that was. */
const isObsolete = (request: Request, claim: Claim): boolean =>
  claim.attempt !== request.attempt || (claim.decision === 1) !== (request.booksTo !== null)

const claimsOf = async (tx: Client, requests: readonly Request[]): Promise<Map<string, Claim>> => {
  const ids = requests.map((r) => r.id).sort()
  const { rows } = await tx.query<Claim>(CLAIMS, [ids, ids[0], ids.at(-1)])
  return new Map(rows.map((row) => [row.id, row]))
}

export const sendReleases = ({
  pool,
  hydro,
  sender,
  limit,
}: {
  pool: Pool
  hydro: Hydro
  sender: Sender
  limit: number
}): Promise<{ sent: number; unreadable: number }> =>
  inTransaction(pool, async (tx) => {
    const { rows: requests } = await tx.query<Request>(PICK, [limit])
    if (requests.length === 0) return { sent: 0, unreadable: 0 }
    const claims = await claimsOf(tx, requests)
    const home = hydro.home.name
    const partitions = await partitionCount(hydro, home, RETRY_TOPIC)
    const records: OutRecord[] = []
    const outcomes: Outcome[] = []
    for (const request of requests) {
      const claim = claims.get(request.id)
      if (!claim || isObsolete(request, claim)) {
        outcomes.push({ ...request, state: 'obsolete' })
        continue
      }
      const read = await readRecord(hydro, home, topicOfCode(claim.topic).name, claim.partition, claim.offset)
      const record = read && releaseRecord(request, claim, read, partitions)
      if (record) records.push(record)
      outcomes.push({ ...request, state: record ? 'sent' : 'unreadable' })
    }
    if (records.length > 0) await sender.send(RETRY_TOPIC, records)
    await tx.query(DONE, [outcomes.map((o) => o.id), outcomes.map((o) => o.attempt), outcomes.map((o) => o.state)])
    return { sent: records.length, unreadable: outcomes.filter((o) => o.state === 'unreadable').length }
  })
