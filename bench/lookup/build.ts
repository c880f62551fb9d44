/**
 * Ten million line items in minutes: real tables, partitions and indexes, invented rows. Indexes that a pipeline keeps
 * while it runs are dropped for the load and built afterwards, from their own definitions, so that what is asked later is
 * what production has; the primary keys stay.
 */
import { createHash } from 'node:crypto'
import pg from 'pg'
import { lowestIdAt } from '../../domain/line-item-id.ts'
import { HORIZON_MONTHS } from '../../server/limits.ts'
import { monthStart } from '../../server/postgres/make-partitions.ts'

/** The month of the customers that are asked for: the one before this, so that it is whole. */
export const askedMonth = (now = new Date()): { from: Date; to: Date } => ({
  from: monthStart(now, -1),
  to: monthStart(now),
})

export type Customer = { readonly accountId: number; readonly items: number }
/** Line items of one customer in the asked month, small to large; all of them or the table's share of them. */
export const customersOf = (lineItems: number): Customer[] =>
  [
    { accountId: 501, items: 450 },
    { accountId: 502, items: Math.min(50_000, lineItems / 200) },
    { accountId: 503, items: Math.min(1_000_000, lineItems / 10) },
  ].map((customer) => ({ ...customer, items: Math.floor(customer.items) }))

/** Ids of the other accounts, one after the other from the first. */
export const [FIRST_OTHER_ACCOUNT, OTHER_ACCOUNTS] = [1_000_000, 20_000]
const ROWS_PER_STATEMENT = 250_000
/** A file of the largest size, the first of its month. */
const LARGE_FILE_ROWS = 50_000
/** Origins point at this many records of each partition, which are really on the log. */
export const RECORDS_PER_PARTITION = 500
export const LOG_PARTITIONS = 6

/** Line items of a time, evenly. */
export type Span = {
  readonly from: Date
  readonly to: Date
  readonly rows: number
  readonly customers: readonly Customer[]
}
export const idsOf = ({ from, to }: Pick<Span, 'from' | 'to'>): [string, string] => [
  lowestIdAt(from.getTime()),
  lowestIdAt(to.getTime()),
]

/** Whole months within the horizon, of which this month is one. */
const MONTHS = HORIZON_MONTHS - 1

/** The asked month has its customers besides its share of the rest. */
export const monthsOf = (lineItems: number): Span[] => {
  const asked = askedMonth()
  const customers = customersOf(lineItems)
  const special = customers.reduce((sum, { items }) => sum + items, 0)
  const share = Math.floor((lineItems - special) / MONTHS)
  const first = lineItems - special - share * (MONTHS - 1)
  return Array.from({ length: MONTHS }, (_, back) => {
    const from = monthStart(asked.to, -1 - back)
    const isAsked = back === 0
    return {
      from,
      to: monthStart(from, 1),
      rows: isAsked ? first + special : share,
      customers: isAsked ? customers : [],
    }
  })
}

/** A number without a common factor with `rows`: stepping by it visits every row once, spread over the month. */
const stepFor = (rows: number): number => {
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))
  let step = Math.floor(rows * 0.618) | 1
  while (gcd(rows, step) !== 1) step += 2
  return step
}

// $1 first row of this statement, $2 one after its last, $3 rows of the month, $4/$5 the month in ms, $6 step,
// $7…$12 the customers' accounts and where their share of the steps ends, $13 other accounts
const LINE_ITEMS = `
  insert into line_item (id, event_id, account_id, units, started_at, ended_at, origin_offset, decided_by_offset,
      account_version, decided_at, nanos, origin_partition, decided_by_partition, zuora_identity, origin_site,
      origin_topic, decided_by_topic, sku, decision, reason, attempt)
  select (lpad(to_hex(ms), 12, '0') || '8' || substr(h, 1, 3) || '8' || substr(h, 4, 15))::uuid, h::uuid,
         case when place < $8::bigint then $7::bigint when place < $10::bigint then $9::bigint
              when place < $12::bigint then $11::bigint else ${FIRST_OTHER_ACCOUNT} + place % $13::bigint end,
         1 + place % 600, at, at + interval '7 minutes', i % ${RECORDS_PER_PARTITION}, i, 1, at + interval '9 minutes',
         (place % 1000)::int * 1000000, (i % ${LOG_PARTITIONS})::int, (place % 6)::int,
         case when place % 12 = 11 then 0 else 1 + (place % 1000)::int end, 1, 1, 1,
         skus[1 + (place * 7 % cardinality(skus))::int], case when place % 12 = 11 then 2 else 1 end,
         case when place % 12 = 11 then (array[7, 7, 7, 7, 6, 8, 9, 3, 2, 1])[1 + (place / 12 % 10)::int] else 0 end, 1
    from (select i, ms, (i * $6::bigint) % $3::bigint as place, md5(ms::text || ' ' || i::text) as h,
                 to_timestamp(ms / 1000.0) as at
            from (select i, $4::bigint + i * ($5::bigint - $4::bigint) / $3::bigint as ms
                    from generate_series($1::bigint, $2::bigint - 1) i) times) rows,
         (select array_agg(code order by code) as skus from sku) catalogue`

// $1/$2 the month as ids, $3 number of its first file, which has $4 rows; the others have $5
const PLACEMENTS = `
  insert into placement (line_item_id, file_id, row_number, attempt)
  select id, ($3::bigint + file) * 65536 + file % 6, row_number() over (partition by file order by id), 1
    from (select id, case when n <= $4::int then 0 else 1 + (n - 1 - $4::int) / $5::int end as file
            from (select id, row_number() over (order by id) as n
                    from line_item where id >= $1::uuid and id < $2::uuid and decision = 1) accepted) filed`
// A file opens with its first line item's time.
const FILES = `
  insert into csv_file (id, name, partition, sequence, state, first_offset, next_offset, opening_marks, profile, max_bytes,
      max_age_seconds, rows, bytes, digest, rows_digest, first_line_item_id, last_line_item_id, manifest_totals, totals,
      opened_at, closed_at, balanced_at, submitted_at, imported_at)
  select file_id, 'usage-bench0-p' || file_id % 65536 || '-' || lpad((file_id / 65536)::text, 8, '0') || '.csv',
         file_id % 65536, file_id / 65536, 'imported', 0, rows, '[]', '{"dateFormat":"MM/DD/YYYY"}', 4000000, 900,
         rows, rows * 78, $3, $3, first::uuid, last::uuid, '{}', '{}', at, at + interval '15 min', at + interval '15 min 1 s',
         at + interval '15 min 2 s', at + interval '16 min'
    from (select file_id, count(*) as rows, min(line_item_id::text) as first, max(line_item_id::text) as last,
                 to_timestamp(('x' || substr(replace(min(line_item_id::text), '-', ''), 1, 12))::bit(48)::bigint / 1000.0) as at
            from placement where line_item_id >= $1::uuid and line_item_id < $2::uuid group by file_id) files`
const ATTEMPTS = `
  insert into submission_attempt (file_id, revision, number, idempotency_key, state, tries, answered_at, http_status, import_status)
  select id, 1, 1, name, 'imported', 1, now(), 200, 'Completed' from csv_file`
const IDENTITIES = `
  insert into zuora_identity (account_number, subscription_number)
  select 'A' || lpad(n::text, 8, '0'), 'S' || lpad(n::text, 8, '0') from generate_series(1, 1000) n`
const ACCOUNTS = `
  insert into account (id, version, login, zuora_account_number, zuora_subscription_number, standing, billing_enabled, plan)
  select id, 1, 'customer-' || id, 'A' || lpad(id::text, 8, '0'), '', 1, true, 2
    from (select unnest(array[501, 502, 503]) as id union all select generate_series(${FIRST_OTHER_ACCOUNT}, ${FIRST_OTHER_ACCOUNT} + $1::int - 1)) ids`

const LOAD_AFTERWARDS = `
  select indexname as name, indexdef as definition from pg_indexes
   where tablename like 'line\\_item\\_2%' and indexname ~ '_(account|event|sweep)$' order by indexname`

/** Two connections, as this machine has cores, take turns at what is left to do. */
export const inParallel = async <T>(
  url: string,
  work: readonly T[],
  each: (client: pg.Client, item: T) => Promise<void>,
): Promise<void> => {
  const left = [...work]
  const worker = async () => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      // nothing here must outlive a crash
      await client.query(`set synchronous_commit = off; set maintenance_work_mem = '512MB'; set work_mem = '128MB'`)
      for (let item = left.shift(); item !== undefined; item = left.shift()) await each(client, item)
    } finally {
      await client.end()
    }
  }
  await Promise.all([worker(), worker()])
}

const fillMonth = async (client: pg.Client, month: Span, done: (rows: number) => void): Promise<void> => {
  let end = 0
  const customers = [0, 1, 2].flatMap((i) => {
    const { accountId = 0, items = 0 } = month.customers[i] ?? {}
    end += items
    return [accountId, end]
  })
  const fixed = [
    month.rows,
    month.from.getTime(),
    month.to.getTime(),
    stepFor(month.rows),
    ...customers,
    OTHER_ACCOUNTS,
  ]
  for (let at = 0; at < month.rows; at += ROWS_PER_STATEMENT) {
    const to = Math.min(month.rows, at + ROWS_PER_STATEMENT)
    await client.query(LINE_ITEMS, [at, to, ...fixed])
    done(to - at)
  }
}

export type Built = { readonly rowsSeconds: number; readonly indexSeconds: number; readonly bytes: number }

export type BuildOptions = {
  readonly lineItems: number
  readonly rowsPerFile?: number
  /** Line items beside those of the months, such as the day that is running. */
  readonly more?: readonly Span[]
}

/** Fills a fresh database. Seconds of rows and of indexes apart, and the bytes that all of it takes. */
export const buildLineItems = async (
  url: string,
  { lineItems, rowsPerFile = LARGE_FILE_ROWS, more = [] }: BuildOptions,
  say: (text: string) => void,
): Promise<Built> => {
  const spans = [...monthsOf(lineItems), ...more]
  const all = spans.reduce((sum, { rows }) => sum + rows, 0)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const startedAt = performance.now()
    const { rows: indexes } = await client.query<{ name: string; definition: string }>(LOAD_AFTERWARDS)
    for (const { name } of indexes) await client.query(`drop index ${client.escapeIdentifier(name)}`)
    await client.query(IDENTITIES)
    await client.query(ACCOUNTS, [OTHER_ACCOUNTS])
    let [done, said] = [0, 0]
    const progress = (rows: number) => {
      done += rows
      if (done - said < all / 10 && done < all) return
      said = done
      say(`${done.toLocaleString('en')} line items`)
    }
    await inParallel(url, spans, (each, span) => fillMonth(each, span, progress))
    const filesBefore = (index: number) =>
      spans.slice(0, index).reduce((sum, { rows }) => sum + 1 + Math.ceil(rows / rowsPerFile), 1)
    const placing = spans.map((span, index) => ({ span, first: filesBefore(index) }))
    const digest = createHash('sha256').update('benchmark').digest()
    await inParallel(url, placing, async (each, { span, first }) => {
      // The month of the large customers has a file of the largest size, too.
      const firstRows = span.customers.length > 0 ? LARGE_FILE_ROWS : Math.min(rowsPerFile, LARGE_FILE_ROWS)
      await each.query(PLACEMENTS, [...idsOf(span), first, firstRows, rowsPerFile])
      await each.query(FILES, [...idsOf(span), digest])
    })
    await client.query(ATTEMPTS)
    const indexedAt = performance.now()
    say('placements and files are there; building indexes')
    await inParallel(url, indexes, async (each, { definition }) => void (await each.query(definition)))
    const endedAt = performance.now()
    say('vacuum')
    await client.query('vacuum (analyze) line_item, placement, csv_file, submission_attempt, account')
    const { rows } = await client.query<{ bytes: string }>('select pg_database_size(current_database()) as bytes')
    return {
      rowsSeconds: (indexedAt - startedAt) / 1_000,
      indexSeconds: (endedAt - indexedAt) / 1_000,
      bytes: Number(rows[0]?.bytes ?? 0),
    }
  } finally {
    await client.end()
  }
}
