/**
 * From a difference to the offsets behind it: reads the records of one usage partition again, up to where the relay has
 * passed, and looks for each among decisions and dead letters, and for the row of what was accepted. A bounded stretch a
 * question; `nextOffset` goes on.
 */
import type { z } from 'zod'
import type { Unplaced, unplacedQuery } from '../../domain/api/reconciliation.ts'
import { identityOf } from '../../domain/event-identity.ts'
import { USAGE_TOPICS, type UsageTopic } from '../../domain/pipeline.ts'
import { Poison } from '../../domain/poison.ts'
import { occurredAtMs } from '../../domain/usage.ts'
import { notFound } from '../api/problem.ts'
import { provenLost, type Rowless, rowlessOf } from '../books/lost-rows.ts'
import type { Hydro } from '../kafka/client.ts'
import { type LogRecord, logBounds, partitionCount, readLog } from '../kafka/log-reader.ts'
import { UNPLACED_RECORDS_MAX } from '../limits.ts'
import type { Pool } from '../postgres/pool.ts'
import { decodeUsage } from '../proto/codec.ts'
import { timeRange } from './account-usage.ts'
import { withDeadline } from './with-deadline.ts'

const DEADLINE_MS = 8_000
/** Ids of one look into line_item. */
const IDS_MAX = 5_000

// index: stream_cursor_pkey
const PASSED = `
  select next_offset::float8 as next from stream_cursor
   where processor = 'usage-relay' and site = $1 and topic = $2 and partition = $3`
// index: line_item_*_pkey, between the batch's least and greatest id (R8)
const DECIDED = `
  select id from line_item where id = any($1::uuid[]) and id >= $2::uuid and id <= $3::uuid`
// index: dead_letter_origin
const DEAD = `
  select origin_offset::float8 as "originOffset" from dead_letter
   where origin_site = $1 and origin_topic = $2 and origin_partition = $3 and origin_offset = any($4::bigint[])`

type Query = z.output<typeof unplacedQuery>
type Seen = {
  readonly offset: number
  readonly recordedAtMs: number
  readonly eventId: string | null
  readonly id: string | null
}

const isUsageTopic = (topic: string): topic is UsageTopic => (USAGE_TOPICS as readonly string[]).includes(topic)

export const findUnplaced = async (pool: Pool, hydro: Hydro, query: Query): Promise<Unplaced> => {
  const { site, topic } = query
  if (!isUsageTopic(topic)) throw notFound(`${topic.slice(0, 100)} is no topic of usage events.`)
  if (!hydro.sites.some(({ name }) => name === site)) throw notFound(`There is no site ${site.slice(0, 50)}.`)
  return withDeadline(find(pool, hydro, { ...query, topic }), DEADLINE_MS, `site ${site}`)
}

const find = async (pool: Pool, hydro: Hydro, query: Query & { topic: UsageTopic }): Promise<Unplaced> => {
  const { site, topic, partition } = query
  const range = timeRange(query.from, query.to)
  const partitions = await partitionCount(hydro, site, topic)
  if (partition >= partitions) throw notFound(`${topic} at ${site} has the partitions 0 to ${partitions - 1}.`)
  const bounds = (await logBounds(hydro, site, new Map([[topic, [partition]]]))).get(topic)?.get(partition)
  const passed = (await pool.query<{ next: number }>(PASSED, [site, topic, partition])).rows[0]?.next ?? 0
  const low = bounds?.low ?? 0
  // What the relay has not passed is in flight, never unplaced.
  const end = Math.max(low, Math.min(bounds?.end ?? 0, passed))
  const asked = query.offset === undefined ? await offsetAt(hydro, query, range[0]) : Number(query.offset)
  const from = Math.min(Math.max(asked ?? end, low), end)
  const to = Math.min(end, from + UNPLACED_RECORDS_MAX)
  const seen: Seen[] = []
  let read = 0
  for await (const record of readLog(hydro, { site, topic, partition, from, to })) {
    read++
    const event = seenOf(topic, record, range)
    if (event) seen.push(event)
  }
  const { undecided, decided } = await withoutPlace(pool, query, seen)
  const lost = await withoutRow(pool, hydro, partition, seen, decided)
  return {
    site,
    topic,
    partition,
    partitions,
    fromOffset: String(from),
    nextOffset: String(to),
    endOffset: String(end),
    done: to >= end,
    read,
    inRange: seen.length,
    unplaced: [
      ...undecided.map((event) => ({
        ...event,
        lost: false,
        words:
          event.id === null
            ? 'It can have no line item, and no dead letter is recorded for it'
            : 'The relay passed it; no decision and no dead letter is recorded for it',
      })),
      ...lost.map((event) => ({
        ...event,
        lost: true,
        words:
          'It was accepted, csv-builder has passed it and the books are caught up, and it is in no file: its row is lost',
      })),
    ]
      .sort((a, b) => a.offset - b.offset)
      .map(({ offset, recordedAtMs, eventId, id, lost, words }) => ({
        offset: String(offset),
        recordedAt: new Date(recordedAtMs).toISOString(),
        eventId,
        lineItemId: id,
        lost,
        words,
      })),
  }
}

const offsetAt = async (hydro: Hydro, { site, topic, partition }: Query, at: Date): Promise<number | undefined> => {
  const admin = await hydro.admin(site)
  const found = await admin.fetchTopicOffsetsByTimestamp(topic, at.getTime())
  const offset = found.find((p) => p.partition === partition)?.offset
  return offset === undefined ? undefined : Number(offset)
}

/** undefined: its usage is of another time. What does not decode has only the time of its record. */
const seenOf = (topic: UsageTopic, record: LogRecord, [from, to]: [Date, Date]): Seen | undefined => {
  const isIn = (ms: number) => ms >= from.getTime() && ms < to.getTime()
  const plain = { offset: record.offset, recordedAtMs: record.timestampMs }
  try {
    const event = decodeUsage(topic, record.value)
    return isIn(occurredAtMs(event) ?? record.timestampMs)
      ? { ...plain, eventId: event.eventId, id: identityOf(event) }
      : undefined
  } catch (error) {
    if (!(error instanceof Poison)) throw error
    return isIn(record.timestampMs) ? { ...plain, eventId: null, id: null } : undefined
  }
}

type Decided = { readonly undecided: readonly Seen[]; readonly decided: ReadonlySet<string> }

const withoutPlace = async (pool: Pool, { site, topic, partition }: Query, seen: readonly Seen[]): Promise<Decided> => {
  const ids = [...new Set(seen.flatMap(({ id }) => (id === null ? [] : [id])))].sort()
  const decided = new Set<string>()
  for (let at = 0; at < ids.length; at += IDS_MAX) {
    const part = ids.slice(at, at + IDS_MAX)
    const { rows } = await pool.query<{ id: string }>(DECIDED, [part, part[0], part.at(-1)])
    for (const { id } of rows) decided.add(id)
  }
  const rest = seen.filter(({ id }) => id === null || !decided.has(id))
  if (rest.length === 0) return { undecided: [], decided }
  const { rows } = await pool.query<{ originOffset: number }>(DEAD, [
    site,
    topic,
    partition,
    rest.map(({ offset }) => offset),
  ])
  const dead = new Set(rows.map(({ originOffset }) => originOffset))
  return { undecided: rest.filter(({ offset }) => !dead.has(offset)), decided }
}

/** Accepted, and proven to have lost their row (R20). What is accepted and still on its way is none of them. */
const withoutRow = async (
  pool: Pool,
  hydro: Hydro,
  partition: number,
  seen: readonly Seen[],
  decided: ReadonlySet<string>,
): Promise<Seen[]> => {
  const ids = [...decided].sort()
  const rowless: Rowless[] = []
  for (let at = 0; at < ids.length; at += IDS_MAX) rowless.push(...(await rowlessOf(pool, ids.slice(at, at + IDS_MAX))))
  const lost = await provenLost(pool, hydro, rowless)
  // A duplicate is in another place of the log than the event that its line item came from.
  const places = new Map(rowless.filter(({ id }) => lost.has(id)).map((one) => [one.id, one]))
  return seen.filter(({ id, offset }) => {
    const place = id === null ? undefined : places.get(id)
    return place?.originPartition === partition && place.originOffset === offset
  })
}
