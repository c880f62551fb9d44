/**
 * The one question of every money test: is every event in exactly one place? What must come out is worked out apart from
 * the product (simulators/traffic/expected.ts), written beside it into the same database, and compared by SQL, so that a
 * million events need no memory here.
 */
import { SEED_SKUS } from '../domain/catalogue.ts'
import { USAGE_TOPICS } from '../domain/pipeline.ts'
import { REASONS } from '../domain/reasons.ts'
import { logBounds, partitionCount } from '../server/kafka/log-reader.ts'
import { LETTER_COUNTS_DIFFER } from '../server/ledger/testing/letter-counts-differ.ts'
import type { Pool } from '../server/postgres/pool.ts'
import { until } from '../server/testing/index.ts'
import { addToBooks, type ExpectedBooks, type ExpectedLineItem } from '../simulators/traffic/expected.ts'
import type { TrafficEvent } from '../simulators/traffic/generate.ts'
import type { Stack } from './stack.ts'

const SKU_CODE = new Map(SEED_SKUS.map(({ sku, code }) => [sku, code]))
const CHUNK = 10_000

/** Writes the expected line items into the table `expected_item`; gives the expected counts. */
export const expectEvents = async (pool: Pool, events: Iterable<TrafficEvent>): Promise<ExpectedBooks> => {
  await pool.query(`create table if not exists expected_item (
    id uuid primary key, event_id uuid not null, account_id bigint not null, sku smallint not null, units bigint not null,
    nanos int not null, started_at timestamptz not null, ended_at timestamptz not null, reason smallint not null)`)
  const books: ExpectedBooks = {
    events: 0,
    accepted: 0,
    rejected: 0,
    duplicates: 0,
    malformed: 0,
    rejectedBy: new Map(),
    malformedBy: new Map(),
    sentTo: new Map(),
    nanosByUnit: new Map(),
  }
  let items: ExpectedLineItem[] = []
  const flush = async () => {
    await pool.query(
      `insert into expected_item select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::smallint[], $5::bigint[],
         $6::int[], $7::timestamptz[], $8::timestamptz[], $9::smallint[])`,
      [
        items.map((i) => i.lineItemId),
        items.map((i) => i.eventId),
        items.map((i) => i.accountId),
        items.map((i) => SKU_CODE.get(i.sku)),
        items.map((i) => i.units),
        items.map((i) => i.nanos),
        items.map((i) => new Date(i.startedAtMs).toISOString()),
        items.map((i) => new Date(i.endedAtMs).toISOString()),
        items.map((i) => (i.reason === null ? 0 : REASONS[i.reason].code)),
      ],
    )
    items = []
  }
  for (const event of events) {
    addToBooks(books, event, (item) => void items.push(item))
    if (items.length >= CHUNK) await flush()
  }
  await flush()
  return books
}

export type Books = Record<string, number | string>

const one = async (pool: Pool, text: string): Promise<number> =>
  Number((await pool.query<{ n: string }>(text)).rows[0]?.n ?? 0)

/** Rows of line items that are not what was expected, in either direction; each query answers 0 when the books balance. */
const DIFFERENCES: Record<string, string> = {
  'line items missing or other than expected': `
    select count(*) as n from expected_item e left join line_item l on l.id = e.id
     where l.id is null or (l.event_id, l.account_id, l.sku, l.units, l.nanos, l.started_at, l.ended_at, l.reason)
           is distinct from (e.event_id, e.account_id, e.sku, e.units, e.nanos, e.started_at, e.ended_at, e.reason)`,
  'line items that nobody expected': `
    select count(*) as n from line_item l left join expected_item e on e.id = l.id where e.id is null`,
  'accepted line items without a row in a file': `
    select count(*) as n from line_item l left join placement p on p.line_item_id = l.id and p.attempt = l.attempt
     where l.decision = 1 and p.line_item_id is null`,
  'rows of line items that are not accepted': `
    select count(*) as n from placement p left join line_item l on l.id = p.line_item_id and l.attempt = p.attempt
     where l.id is null or l.decision <> 1`,
  'line items in more than one row': `
    select count(*) as n from (select 1 from placement group by line_item_id having count(*) > 1) twice`,
  'rows that two line items share': `
    select count(*) as n from (select 1 from placement group by file_id, row_number having count(*) > 1) shared`,
  'files whose rows are not all booked': `
    select count(*) as n from csv_file f
     where f.rows <> (select count(*) from placement p where p.file_id = f.id)`,
  'gaps between offset ranges of files': `
    select count(*) as n from (
      select first_offset, lag(next_offset, 1, 0::bigint) over (partition by partition order by sequence) as before
        from csv_file where revision = 1) ranges where first_offset <> before`,
  'days of the ledger that are not the sum of their hours': `
    select count(*) as n
      from (select processor, source_topic, source_partition, origin_site, origin_topic, product, day, outcome, events::numeric
              from event_count_day
            except
            select processor, source_topic, source_partition, origin_site, origin_topic, product, (hour at time zone 'UTC')::date,
                   outcome, sum(events) from event_count group by 1, 2, 3, 4, 5, 6, 7, 8) days`,
  'causes of which other dead letters are counted than there are': LETTER_COUNTS_DIFFER,
  'dead letters that are not in their topic': 'select count(*) as n from dead_letter where letter_offset is null',
  'partitions that stand still': 'select count(*) as n from stream_stop',
}

const COUNTS: Record<string, string> = {
  relayed: `select coalesce(sum(events), 0) as n from event_count where processor = 'usage-relay' and outcome = 'relayed'`,
  relayDeadLetters: `select coalesce(sum(events), 0) as n from event_count where processor = 'usage-relay' and outcome = 'dead_letter'`,
  accepted: `select coalesce(sum(events), 0) as n from event_count where processor = 'submission-filter' and outcome = 'accepted'`,
  rejected: `select coalesce(sum(events), 0) as n from event_count where processor = 'submission-filter' and outcome = 'rejected'`,
  duplicates: `select coalesce(sum(events), 0) as n from event_count where processor = 'submission-filter' and outcome = 'duplicate'`,
  deadLetters: 'select count(*) as n from dead_letter',
  booked: 'select count(*) as n from placement',
  rowsOfFiles: 'select coalesce(sum(rows), 0) as n from csv_file',
}

/** What differs from what must be; empty when every event is in exactly one place. */
export const differences = async (stack: Stack, expected: ExpectedBooks): Promise<string[]> => {
  const { pool } = stack
  const found: string[] = []
  for (const [what, sql] of Object.entries(DIFFERENCES)) {
    const n = await one(pool, sql)
    if (n !== 0) found.push(`${what}: ${n}`)
  }
  const counts = await readCounts(pool)
  // A producer may have repeated a send that it was not answered (outages do that): the logs say how often.
  const sent = await usageRecords(stack)
  const repeated = sent - expected.events
  if (repeated < 0) found.push(`the usage topics hold ${sent} records, ${expected.events} were sent`)
  const { relayed = 0, relayDeadLetters = 0 } = counts
  const must: Record<string, number> = {
    relayed: sent - (repeated === 0 ? expected.malformed : relayDeadLetters),
    relayDeadLetters: repeated === 0 ? expected.malformed : relayDeadLetters,
    accepted: expected.accepted,
    rejected: expected.rejected,
    duplicates: repeated === 0 ? expected.duplicates : relayed - expected.accepted - expected.rejected,
    deadLetters: relayDeadLetters,
    booked: expected.accepted,
    rowsOfFiles: expected.accepted,
  }
  for (const [name, value] of Object.entries(must))
    if (counts[name] !== value) found.push(`${name}: ${counts[name]}, expected ${value}`)
  return found
}

const usageRecords = async ({ hydro, sites }: Stack): Promise<number> => {
  let records = 0
  for (const { name } of sites) {
    const wanted = new Map<string, number[]>()
    for (const topic of USAGE_TOPICS) wanted.set(topic, [...Array(await partitionCount(hydro, name, topic)).keys()])
    for (const partitions of (await logBounds(hydro, name, wanted)).values())
      for (const { low, end } of partitions.values()) records += end - low
  }
  return records
}

export const readCounts = async (pool: Pool): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const [name, sql] of Object.entries(COUNTS)) counts[name] = await one(pool, sql)
  return counts
}

/** Does the simulator hold exactly the booked rows, once each? Call it when every file is imported. */
export const zuoraDifferences = async (stack: Stack): Promise<string[]> => {
  const { pool, zuoraUrl } = stack
  const found: string[] = []
  const notImported = await pool.query<{ name: string; state: string; message: string | null }>(
    `select f.name, f.state, coalesce(f.difference, a.message) as message
       from csv_file f left join submission_attempt a on a.file_id = f.id where f.state <> 'imported' limit 10`,
  )
  for (const { name, state, message } of notImported.rows) found.push(`${name} is ${state}: ${message ?? ''}`)
  await pool.query(
    'create table if not exists held_row (file_name text, row_number int, account text, uom text, quantity numeric)',
  )
  await pool.query('truncate held_row')
  const response = await fetch(`${zuoraUrl}/simulator/records`)
  let rest = ''
  let lines: string[] = []
  const flush = async () => {
    const rows = lines.map((line) => JSON.parse(line) as HeldRecord)
    lines = []
    await pool.query(
      'insert into held_row select * from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::numeric[])',
      [
        rows.map((r) => r.fileName),
        rows.map((r) => r.row),
        rows.map((r) => r.accountNumber),
        rows.map((r) => r.unitOfMeasure),
        rows.map((r) => r.quantity),
      ],
    )
  }
  const decoder = new TextDecoder()
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
    if (lines.length > CHUNK) await flush()
  }
  await flush()
  const differing = await one(
    pool,
    `select count(*) as n
       from (select f.name, p.row_number, z.account_number, s.unit_of_measure, l.units + l.nanos / 1e9::numeric as quantity
               from placement p join line_item l on l.id = p.line_item_id join csv_file f on f.id = p.file_id
               join sku s on s.code = l.sku join zuora_identity z on z.id = l.zuora_identity) ours
       full join held_row h on h.file_name = ours.name and h.row_number = ours.row_number
      where (ours.account_number, ours.unit_of_measure, ours.quantity) is distinct from (h.account, h.uom, h.quantity)`,
  )
  if (differing !== 0) found.push(`rows that Zuora holds differently, not, or twice: ${differing}`)
  const [held, booked] = [
    await one(pool, 'select count(*) as n from held_row'),
    await one(pool, 'select count(*) as n from placement'),
  ]
  if (held !== booked) found.push(`Zuora holds ${held} rows, ${booked} are booked`)
  return found
}

type HeldRecord = { fileName: string; row: number; accountNumber: string; unitOfMeasure: string; quantity: string }

/** Waits until a list of differences is empty; says what was left when it does not happen. */
export const untilNothing = async (
  what: string,
  find: () => Promise<string[]>,
  deadlineMs = 120_000,
): Promise<void> => {
  let found: string[] = []
  const isEmpty = async () => {
    found = await find()
    return found.length === 0
  }
  await until(isEmpty, { deadlineMs, everyMs: 250, seen: () => found, what: `there being no longer ${what}` })
}
