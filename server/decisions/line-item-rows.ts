/**
 * The statements on `line_item` that decide (R8, R10, R11). Ids are sorted, so that two transactions never wait for each
 * other in a circle; every statement that joins ids to the partitioned table has the batch's least and greatest id as
 * constants, so that only the partitions at hand are planned.
 */
import type { Recorded } from '../../domain/claim.ts'
import { DECISION_CODE, decisionOfCode } from '../../domain/file-states.ts'
import { CLAIM_TOPIC } from '../../domain/line-item.ts'
import { uuidText } from '../../domain/line-item-id.ts'
import { topicCode } from '../../domain/pipeline.ts'
import { type Reason, reasonCode, reasonOfCode } from '../../domain/reasons.ts'
import { int2s, int4s, int8s, timestamps, uuids } from '../postgres/binary-arrays.ts'
import { copyFile, copyUnlessTaken } from '../postgres/binary-copy.ts'
import type { Client, Pool } from '../postgres/pool.ts'
import type { Incoming } from './incoming.ts'
import type { RecentIds } from './recent-ids.ts'

/** What is decided about one line item, whether it is written or was. */
export type Ruling = {
  readonly attempt: number
  /** null: accepted */
  readonly reason: Reason | null
  /** 0: the account was not known. */
  readonly accountVersion: number
  /** `zuora_identity.id`; 0 unless accepted. */
  readonly identity: number
}
export type Proposed = { readonly incoming: Incoming; readonly ruling: Ruling }

/** Claims are stored with the codes of topics, travel with those of ClaimTopic. */
const STORED_TOPIC: Readonly<Record<number, number>> = {
  [CLAIM_TOPIC['billing.line-items']]: topicCode('billing.line-items'),
  [CLAIM_TOPIC['submission-filter.retry']]: topicCode('submission-filter.retry'),
}
export const CLAIM_OF_STORED = new Map(Object.entries(STORED_TOPIC).map(([claim, stored]) => [stored, Number(claim)]))

/** By id. Ids begin with the time in milliseconds, so that most comparisons need no call into native code. */
export const byId = (a: Proposed, b: Proposed): number => incomingById(a.incoming, b.incoming)
const incomingById = (a: Incoming, b: Incoming): number =>
  a.idTimeMs - b.idTimeMs || a.item.lineItemId.compare(b.item.lineItemId)

/** Columns of a claim and their widths in bytes; `decided_at` is the transaction's own time. */
const COLUMNS = {
  id: 16,
  event_id: 16,
  account_id: 8,
  units: 8,
  nanos: 4,
  started_at: 8,
  ended_at: 8,
  sku: 2,
  origin_site: 2,
  origin_topic: 2,
  origin_partition: 4,
  origin_offset: 8,
  decided_by_topic: 2,
  decided_by_partition: 4,
  decided_by_offset: 8,
  decision: 2,
  reason: 2,
  attempt: 2,
  account_version: 8,
  zuora_identity: 4,
} as const
const NAMES = Object.keys(COLUMNS).join(', ')

/**
 * Inserts claims, sorted by id and each id once; gives the places (0 is the first) of those that were there already.
 * COPY costs the backend half of an insert, and knows no `on conflict`: what may be there is looked up before, and where
 * that was not enough, all is inserted the other way.
 */
export const insertClaims = async (
  tx: Client,
  claims: readonly Proposed[],
  recent?: RecentIds,
): Promise<ReadonlySet<number>> => {
  if (claims.length === 0) return new Set()
  if (!recent) return insertBeside(tx, claims)
  const suspects: number[] = []
  for (let place = 0; place < claims.length; place++)
    if (recent.sawBefore(claims[place]!.incoming.item.lineItemId)) suspects.push(place)
  const taken = await presentOf(tx, claims, suspects)
  const fresh = taken.size === 0 ? claims : claims.filter((_, place) => !taken.has(place))
  if (fresh.length === 0) return taken
  const isCopied = await copyUnlessTaken(tx, COPY, claimsFile(fresh))
  recent.endBatch(!isCopied)
  return isCopied ? taken : insertBeside(tx, claims)
}

// index: line_item_pkey of the partitions that the ids fall into
const COPY = `copy line_item (${NAMES}) from stdin (format binary)`
const FIELDS = Object.keys(COLUMNS).length
const ROW_BYTES = Object.values<number>(COLUMNS).reduce((sum, width) => sum + 4 + width, 2)

const claimsFile = (claims: readonly Proposed[]): Buffer =>
  copyFile(claims.length, ROW_BYTES, (row, index) => {
    const { incoming, ruling } = claims[index]!
    const { item, origin, claim } = incoming
    row.fields(FIELDS)
    row.uuid(item.lineItemId)
    row.uuid(item.eventId)
    row.int8(incoming.accountId)
    row.int8(incoming.units)
    row.int4(incoming.nanos)
    row.timestamp(incoming.startedAtMs)
    row.timestamp(incoming.endedAtMs)
    row.int2(incoming.sku)
    row.int2(origin.site)
    row.int2(origin.topic)
    row.int4(origin.partition)
    row.int8(origin.offset)
    row.int2(STORED_TOPIC[claim.topic]!)
    row.int4(claim.partition)
    row.int8(claim.offset)
    row.int2(DECISION_CODE[ruling.reason === null ? 'accepted' : 'rejected'])
    row.int2(reasonCode(ruling.reason))
    row.int2(ruling.attempt)
    row.int8(ruling.accountVersion)
    row.int4(ruling.identity)
  })

/** Those of `places` whose line items are there. */
const presentOf = async (tx: Client, claims: readonly Proposed[], places: readonly number[]): Promise<Set<number>> => {
  if (places.length === 0) return new Set()
  const idAt = (index: number): Buffer => claims[places[index]!]!.incoming.item.lineItemId
  const { rows } = await tx.query<{ nth: number }>({
    name: 'find_claims', // index: line_item_pkey; $2 and $3 prune partitions
    text: `select (u.nth - 1)::int as nth from unnest($1::uuid[]) with ordinality as u (id, nth)
            where exists (select 1 from line_item l where l.id = u.id and l.id >= $2 and l.id <= $3 offset 0)`,
    values: [uuids(places.length, idAt), uuidText(idAt(0)), uuidText(idAt(places.length - 1))],
  })
  return new Set(rows.map(({ nth }) => places[nth]!))
}

const insertBeside = async (tx: Client, claims: readonly Proposed[]): Promise<Set<number>> => {
  const n = claims.length
  const at = (index: number): Proposed => claims[index]!
  const { rows } = await tx.query<{ place: number }>({
    name: 'claim_line_items', // index: line_item_pkey of the partitions that the ids fall into
    text: `with claimed as (
             insert into line_item (${NAMES})
             select * from unnest
               ($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::int[], $6::timestamptz[], $7::timestamptz[],
                $8::smallint[], $9::smallint[], $10::smallint[], $11::int[], $12::bigint[], $13::smallint[],
                $14::int[], $15::bigint[], $16::smallint[], $17::smallint[], $18::smallint[], $19::bigint[], $20::int[])
             on conflict (id) do nothing returning id)
           select (u.place - 1)::int as place from unnest($1::uuid[]) with ordinality as u (id, place)
            where u.id not in (select id from claimed)`,
    values: [
      uuids(n, (i) => at(i).incoming.item.lineItemId),
      uuids(n, (i) => at(i).incoming.item.eventId),
      int8s(n, (i) => at(i).incoming.accountId),
      int8s(n, (i) => at(i).incoming.units),
      int4s(n, (i) => at(i).incoming.nanos),
      timestamps(n, (i) => at(i).incoming.startedAtMs),
      timestamps(n, (i) => at(i).incoming.endedAtMs),
      int2s(n, (i) => at(i).incoming.sku),
      int2s(n, (i) => at(i).incoming.origin.site),
      int2s(n, (i) => at(i).incoming.origin.topic),
      int4s(n, (i) => at(i).incoming.origin.partition),
      int8s(n, (i) => at(i).incoming.origin.offset),
      int2s(n, (i) => STORED_TOPIC[at(i).incoming.claim.topic]!),
      int4s(n, (i) => at(i).incoming.claim.partition),
      int8s(n, (i) => at(i).incoming.claim.offset),
      int2s(n, (i) => DECISION_CODE[at(i).ruling.reason === null ? 'accepted' : 'rejected']),
      int2s(n, (i) => reasonCode(at(i).ruling.reason)),
      int2s(n, (i) => at(i).ruling.attempt),
      int8s(n, (i) => at(i).ruling.accountVersion),
      int4s(n, (i) => at(i).ruling.identity),
    ],
  })
  return new Set(rows.map(({ place }) => place))
}

export type RecordedRow = Recorded & { readonly ruling: Ruling }

/** What is recorded of these ids, by id as text. `lock`: until the transaction ends, in the order of ids. */
export const readRows = async (
  client: Client | Pool,
  ids: readonly string[],
  lock: boolean,
): Promise<Map<string, RecordedRow>> => {
  if (ids.length === 0) return new Map()
  const sorted = [...new Set(ids)].sort()
  const { rows } = await client.query<Row>({
    name: lock ? 'lock_line_items' : 'read_line_items', // index: line_item_pkey; $2 and $3 prune partitions
    text: `select id, account_id, sku, units, nanos, started_at, ended_at, origin_site, origin_topic, origin_partition,
                  origin_offset, decided_by_topic, decided_by_partition, decided_by_offset, decision, reason, attempt,
                  account_version, zuora_identity
             from line_item where id = any($1::uuid[]) and id >= $2 and id <= $3 order by id${lock ? ' for update' : ''}`,
    values: [sorted, sorted[0], sorted.at(-1)],
  })
  return new Map(rows.map((row) => [row.id, fromRow(row)]))
}

/**
 * What these very claims decided, at the places of theirs in `incoming`; a claim that decided nothing has none. For a replay:
 * whole rows would be most of what it costs.
 */
export const readOwnRulings = async (pool: Pool, incoming: readonly Incoming[]): Promise<Map<number, Ruling>> => {
  if (incoming.length === 0) return new Map()
  const places = Array.from(incoming, (_, place) => place)
  places.sort((a, b) => incomingById(incoming[a]!, incoming[b]!))
  const at = (nth: number): Incoming => incoming[places[nth]!]!
  const n = places.length
  const { rows } = await pool.query<RulingRow & { nth: number }>({
    name: 'read_own_rulings', // index: line_item_pkey; $2 and $3 prune partitions
    text: `select (u.nth - 1)::int as nth, l.attempt, l.reason, l.account_version, l.zuora_identity
             from unnest($1::uuid[], $4::smallint[], $5::int[], $6::bigint[]) with ordinality
                  as u (id, by_topic, by_partition, by_offset, nth)
            cross join lateral (
               select attempt, reason, account_version, zuora_identity from line_item
                where id = u.id and id >= $2 and id <= $3 and decided_by_topic = u.by_topic
                  and decided_by_partition = u.by_partition and decided_by_offset = u.by_offset offset 0) l`,
    values: [
      uuids(n, (nth) => at(nth).item.lineItemId),
      uuidText(at(0).item.lineItemId),
      uuidText(at(n - 1).item.lineItemId),
      int2s(n, (nth) => STORED_TOPIC[at(nth).claim.topic]!),
      int4s(n, (nth) => at(nth).claim.partition),
      int8s(n, (nth) => at(nth).claim.offset),
    ],
  })
  return new Map(rows.map((row) => [places[row.nth]!, rulingOf(row)]))
}

type RulingRow = { attempt: number; reason: number; account_version: number; zuora_identity: number }

const rulingOf = (row: RulingRow): Ruling => ({
  attempt: row.attempt,
  reason: reasonOfCode(row.reason),
  accountVersion: row.account_version,
  identity: row.zuora_identity,
})

type Row = RulingRow & {
  id: string
  account_id: number
  sku: number
  units: number
  nanos: number
  started_at: Date
  ended_at: Date
  origin_site: number
  origin_topic: number
  origin_partition: number
  origin_offset: number
  decided_by_topic: number
  decided_by_partition: number
  decided_by_offset: number
  decision: number
}

const fromRow = (row: Row): RecordedRow => ({
  accountId: row.account_id,
  sku: row.sku,
  units: row.units,
  nanos: row.nanos,
  startedAtMs: row.started_at.getTime(),
  endedAtMs: row.ended_at.getTime(),
  origin: {
    site: row.origin_site,
    topic: row.origin_topic,
    partition: row.origin_partition,
    offset: row.origin_offset,
  },
  attempt: row.attempt,
  decision: decisionOfCode(row.decision),
  decidedBy: {
    topic: CLAIM_OF_STORED.get(row.decided_by_topic) ?? 0,
    partition: row.decided_by_partition,
    offset: row.decided_by_offset,
  },
  ruling: rulingOf(row),
})

/** A new decision about line items whose rows are locked: the earlier one goes to the history, which only grows (R11). */
export const supersede = async (tx: Client, proposed: readonly Proposed[]): Promise<void> => {
  for (const { incoming, ruling } of proposed) {
    const id = uuidText(incoming.item.lineItemId)
    await tx.query({
      name: 'keep_history',
      text: `insert into line_item_history
               (id, attempt, decision, reason, account_version, decided_by_topic, decided_by_partition,
                decided_by_offset, zuora_identity, decided_at)
             select id, attempt, decision, reason, account_version, decided_by_topic, decided_by_partition,
                    decided_by_offset, zuora_identity, decided_at
               from line_item where id = $1 on conflict do nothing`,
      values: [id],
    })
    await tx.query({
      name: 'decide_again',
      text: `update line_item
                set attempt = $2, decision = $3, reason = $4, account_version = $5, decided_by_topic = $6,
                    decided_by_partition = $7, decided_by_offset = $8, zuora_identity = $9, decided_at = now()
              where id = $1`,
      values: [
        id,
        ruling.attempt,
        DECISION_CODE[ruling.reason === null ? 'accepted' : 'rejected'],
        reasonCode(ruling.reason),
        ruling.accountVersion,
        STORED_TOPIC[incoming.claim.topic],
        incoming.claim.partition,
        incoming.claim.offset,
        ruling.identity,
      ],
    })
  }
}

/** A decision from before the one that stands, found in the log while rebuilding (R21). */
export const keepEarlier = async (tx: Client, proposed: readonly Proposed[]): Promise<void> => {
  for (const { incoming, ruling } of proposed)
    await tx.query({
      name: 'keep_earlier',
      text: `insert into line_item_history
               (id, attempt, decision, reason, account_version, decided_by_topic, decided_by_partition,
                decided_by_offset, zuora_identity, decided_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now()) on conflict do nothing`,
      values: [
        uuidText(incoming.item.lineItemId),
        ruling.attempt,
        DECISION_CODE[ruling.reason === null ? 'accepted' : 'rejected'],
        reasonCode(ruling.reason),
        ruling.accountVersion,
        STORED_TOPIC[incoming.claim.topic],
        incoming.claim.partition,
        incoming.claim.offset,
        ruling.identity,
      ],
    })
}
