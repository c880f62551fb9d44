/** Is every event of these days accounted for? The conservation equation by site, topic and product. */
import type { Reconciliation } from '../../domain/api/reconciliation.ts'
import { addCounts, type Counts, equationOf, type LogHolds, NO_COUNTS } from '../../domain/equation.ts'
import { countsAsSubmitted, type FileState } from '../../domain/file-states.ts'
import { lowestIdAt } from '../../domain/line-item-id.ts'
import { topicOfCode } from '../../domain/pipeline.ts'
import type { Hydro } from '../kafka/client.ts'
import { type Client, inSnapshot, type Pool } from '../postgres/pool.ts'
import { timeRange } from './account-usage.ts'
import { type Codes, codesOf } from './catalogue.ts'
import { breakDownFile } from './file-breakdown.ts'
import { type CursorPlace, isUsageTopic, readWaiting } from './log-holds.ts'
import { DAY_MS, utcDay } from './time.ts'

/** Whole UTC days: the books of files are by day. Without `to` one day; without `from` today. */
export const reconciledDays = (
  query: { from?: string | undefined; to?: string | undefined },
  now: Date,
): [Date, Date] => {
  const from = utcDay(query.from === undefined ? now : new Date(query.from))
  const to = query.to === undefined ? new Date(from.getTime() + DAY_MS) : utcDay(new Date(query.to))
  return timeRange(from.toISOString(), to.toISOString())
}

type Place = { site: string; topic: string; product: string; day: string }

// index: event_count_day_day. Names of days last: to_char for each of the rows that are added up would be most of the work.
const LEDGERS = `
  select site, topic, product, to_char(day, 'YYYY-MM-DD') as day, processor, retry, outcome, events
    from (select origin_site as site, origin_topic as topic, product, day, processor,
                 (source_topic = processor || '.retry') as retry, outcome, sum(events)::float8 as events
            from event_count_day
           where day >= ($1::timestamptz at time zone 'UTC')::date and day < ($2::timestamptz at time zone 'UTC')::date
             and processor in ('usage-relay', 'submission-filter')
           group by 1, 2, 3, 4, 5, 6, 7) days`
// index: line_item_*_set_aside (partial)
const SET_ASIDE = `
  select l.origin_site as "originSite", l.origin_topic as "originTopic", l.sku,
         to_char(l.started_at at time zone 'UTC', 'YYYY-MM-DD') as day, count(*)::int as events
    from line_item l where l.decision = 3 and l.id >= $1::uuid and l.id < $2::uuid group by 1, 2, 3, 4`
// index: dead_letter_redriven (partial, of these processors' letters by origin_timestamp, with all that is asked)
const REDRIVEN = `
  select site, topic, product, to_char(day at time zone 'UTC', 'YYYY-MM-DD') as day, events
    from (select origin_site as site, origin_topic as topic, product,
                 date_bin('1 day', origin_timestamp, timestamptz '1970-01-01 00:00Z') as day, count(*)::int as events
            from dead_letter
           where state = 'redriven' and origin_timestamp >= $1 and origin_timestamp < $2
             and processor in ('usage-relay', 'submission-filter')
           group by 1, 2, 3, 4) days`
// index: csv_file_count_day
const FILED = `
  select c.origin_site as site, c.origin_topic as topic, c.product, to_char(c.day, 'YYYY-MM-DD') as day, f.state, sum(c.rows)::float8 as events
    from csv_file_count c join csv_file f on f.id = c.file_id
   where c.day >= ($1::timestamptz at time zone 'UTC')::date and c.day < ($2::timestamptz at time zone 'UTC')::date
   group by 1, 2, 3, 4, 5`
// index: csv_file_state; files whose counts are not written down: few, because most balance within a second of closing
const UNCOUNTED = `
  select f.id::text as id, f.rows, f.first_line_item_id as "firstLineItemId", f.last_line_item_id as "lastLineItemId", f.state
    from csv_file f
   where f.state in ('open', 'closing', 'closed', 'quarantined', 'unknown')
     and not exists (select from csv_file_count c where c.file_id = f.id)
   order by f.opened_at
   limit 2000`
const CURSORS = 'select processor, site, topic, partition, next_offset::float8 as next from stream_cursor'

type Group = { counts: Counts; place: Place }
type Tally = { readonly groups: Map<string, Group>; readonly unbookedRows: number }

const add = (groups: Map<string, Group>, place: Place, change: Partial<Counts>): void => {
  const key = `${place.site} ${place.topic} ${place.product} ${place.day}`
  const group = groups.get(key) ?? { place, counts: NO_COUNTS }
  groups.set(key, { place, counts: addCounts(group.counts, { ...NO_COUNTS, ...change }) })
}

type LedgerRow = Place & { processor: string; retry: boolean; outcome: string; events: number }

/**
 * A retry is no new event; what becomes of it is counted as for any other. A release takes the rejection that it undoes
 * out of the filter's ledger itself.
 */
const ledgerChange = ({ processor, retry, outcome, events }: LedgerRow): Partial<Counts> => {
  const eventsIn = processor === 'usage-relay' && !retry ? events : 0
  switch (outcome) {
    case 'dead_letter':
      return { eventsIn, deadLetters: events }
    case 'duplicate':
      return { eventsIn, duplicates: events }
    case 'rejected':
      return { eventsIn, rejected: events }
    case 'accepted':
      return { eventsIn, accepted: events }
    default:
      return { eventsIn }
  }
}

const filed = (state: FileState, events: number): Partial<Counts> =>
  countsAsSubmitted(state) ? { submitted: events } : { inFiles: events }

/**
 * All that Postgres says, in a snapshot: sums of different moments would show differences that are none. The cursors are its
 * first, so that the logs can be asked while the rest is added up.
 */
const tally = async (
  pool: Pool,
  tx: Client,
  codes: Codes,
  [from, to]: readonly [Date, Date],
  onCursors: (cursors: readonly CursorPlace[]) => void,
): Promise<Tally> => {
  onCursors((await tx.query<CursorPlace>(CURSORS)).rows)
  const ids = [lowestIdAt(from.getTime()), lowestIdAt(to.getTime())]
  const groups = new Map<string, Group>()
  const ofCodes = (row: { originSite: number; originTopic: number; sku: number; day: string }): Place => ({
    day: row.day,
    site: codes.site(row.originSite),
    topic: topicOfCode(row.originTopic).name,
    product: codes.sku(row.sku).product,
  })
  type Coded = { originSite: number; originTopic: number; sku: number; day: string; events: number }
  for (const row of (await tx.query<LedgerRow>(LEDGERS, [from, to])).rows) add(groups, row, ledgerChange(row))
  for (const row of (await tx.query<Coded>(SET_ASIDE, ids)).rows)
    add(groups, ofCodes(row), { setAside: row.events, accepted: -row.events })
  for (const row of (await tx.query<Place & { events: number }>(REDRIVEN, [from, to])).rows)
    add(groups, row, { deadLetters: -row.events })
  for (const row of (await tx.query<Place & { state: FileState; events: number }>(FILED, [from, to])).rows)
    add(groups, row, filed(row.state, row.events))
  const days = [from, to].map((at) => at.toISOString().slice(0, 10)) as [string, string]
  const unbookedRows = await tallyUncounted(pool, tx, (line, state) => {
    if (line.day >= days[0] && line.day < days[1])
      add(groups, ofCodes({ ...line, sku: line.sku }), filed(state, line.rows))
  })
  return { groups, unbookedRows }
}

/** Calls back for what is booked in files without counts; answers how many of their rows are not booked yet. */
const tallyUncounted = async (
  pool: Pool,
  tx: Client,
  found: (line: Awaited<ReturnType<typeof breakDownFile>>[number], state: FileState) => void,
): Promise<number> => {
  let unbooked = 0
  type Uncounted = {
    id: string
    rows: number
    state: FileState
    firstLineItemId: string | null
    lastLineItemId: string | null
  }
  for (const file of (await tx.query<Uncounted>(UNCOUNTED)).rows) {
    const lines = await breakDownFile(pool, file, tx)
    for (const line of lines) found(line, file.state)
    unbooked += Math.max(0, file.rows - lines.reduce((sum, line) => sum + line.rows, 0))
  }
  return unbooked
}

const holdsFrom = (waiting: ReadonlyMap<string, number>, unbookedRows: number): LogHolds => {
  const of = (topic: string): number => waiting.get(topic) ?? 0
  let usage = 0
  for (const [topic, records] of waiting) if (isUsageTopic(topic)) usage += records
  return {
    beforeRelay: usage + of('usage-relay.retry'),
    beforeFilter: of('billing.line-items') + of('submission-filter.retry') + of('usage-relay.retry'),
    beforeBooks: of('billing.submittable') + unbookedRows,
  }
}

/** Sums of the groups that agree in what `of` takes of their place, in its order. */
const sumBy = <K extends Record<string, string>>(groups: readonly Group[], of: (place: Place) => K): [K, Counts][] => {
  const sums = new Map<string, [K, Counts]>()
  for (const { place, counts } of groups) {
    const key = of(place)
    const name = Object.values(key).join(' ')
    sums.set(name, [key, addCounts(sums.get(name)?.[1] ?? NO_COUNTS, counts)])
  }
  return [...sums].sort(([a], [b]) => a.localeCompare(b)).map(([, sum]) => sum)
}

const readWaitingOrNull = async (hydro: () => Hydro, cursors: readonly CursorPlace[]) => {
  try {
    return await readWaiting(hydro(), cursors)
  } catch {
    return null
  }
}

export const reconcile = async (
  pool: Pool,
  hydro: () => Hydro,
  from: Date,
  to: Date,
  now = new Date(),
): Promise<Reconciliation> => {
  const codes = await codesOf(pool)
  // Kafka away: counted all the same, but what is in flight is not proven, and the answer says so.
  let waiting: Promise<Map<string, number> | null> = Promise.resolve(null)
  const { groups, unbookedRows } = await inSnapshot(pool, (tx) =>
    tally(pool, tx, codes, [from, to], (cursors) => {
      waiting = readWaitingOrNull(hydro, cursors)
    }),
  )
  const records = await waiting
  const holds = records && holdsFrom(records, unbookedRows)
  const all = [...groups.values()]
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    total: equationOf(
      all.reduce((sum, group) => addCounts(sum, group.counts), NO_COUNTS),
      holds,
    ),
    // Sums by their own fields only: the query's other columns must not travel.
    items: sumBy(all, ({ site, topic, product }) => ({ site, topic, product })).map(([place, counts]) => ({
      ...place,
      ...equationOf(counts, holds),
    })),
    days: sumBy(all, ({ day }) => ({ day })).map(([place, counts]) => ({ ...place, ...equationOf(counts, holds) })),
    logHolds: holds && {
      beforeFilter: String(holds.beforeFilter),
      beforeBooks: String(holds.beforeBooks),
      beforeRelay: String(holds.beforeRelay),
    },
    countedAt: now.toISOString(),
  }
}
