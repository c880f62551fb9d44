/**
 * Balances a closed file and, in the same transaction, gives it its submission job (R19). Anything that differs
 * quarantines it with the difference shown: no file leaves until its books balance.
 */
import { createHash } from 'node:crypto'
import { differences, type FileBooks } from '../../domain/file-balance.ts'
import type { FileState } from '../../domain/file-states.ts'
import { topicOfCode } from '../../domain/pipeline.ts'
import { formatNanos } from '../../domain/quantity.ts'
import { enqueueSubmission } from '../files/enqueue-submission.ts'
import { moveFile } from '../files/move-file.ts'
import { ObjectNotFound, type ObjectStore } from '../objects/store.ts'
import type { Client, Pool } from '../postgres/pool.ts'
import type { Reference } from '../postgres/reference.ts'
import { NotYet } from '../world-away.ts'

type FileRow = {
  id: number
  name: string
  state: FileState
  rows: number
  digest: Buffer
  rows_digest: Buffer | null
  manifest_totals: Record<string, string> | null
  object_key: string | null
  first_line_item_id: string | null
  last_line_item_id: string | null
  placement_conflict: string | null
  attempt_in_log: boolean
}

const READ_FILE = `select id, name, state, rows, digest, rows_digest, manifest_totals, object_key, first_line_item_id,
                          last_line_item_id, placement_conflict, attempt_in_log from csv_file where id = $1`

/** FileClosed acts only on closing or closed files; a repeat finds the file past that. */
const ACTS_ON: readonly FileState[] = ['closing', 'closed']

/** Reads the stored object again, before the transaction: bytes that cannot be read must not hold locks. */
export const readStoredDigest = async (
  pool: Pool,
  objects: ObjectStore,
  fileId: number,
): Promise<{ hex: string | null } | undefined> => {
  const { rows } = await pool.query<FileRow>(READ_FILE, [fileId])
  const file = rows[0]
  // A database that is being rebuilt (R21): csv-builder has not come to this file yet.
  if (!file || file.state === 'open') throw new NotYet(`csv-builder has not written file ${fileId} yet`)
  if (!ACTS_ON.includes(file.state)) return undefined
  try {
    const bytes = await objects.get(file.object_key as string)
    return { hex: createHash('sha256').update(bytes).digest('hex') }
  } catch (error) {
    if (!(error instanceof ObjectNotFound)) throw error
    if (file.state === 'closing') throw new NotYet(`${file.name} is not stored yet`)
    return { hex: null }
  }
}

export const balanceFile = async (
  tx: Client,
  fileId: number,
  storedDigest: string | null,
  reference: Reference,
): Promise<FileState | undefined> => {
  const { rows } = await tx.query<FileRow>(`${READ_FILE} for update`, [fileId])
  const file = rows[0]
  if (!file || !ACTS_ON.includes(file.state)) return undefined
  const rowsOfBooks = await readBooks(tx, file)
  const booked = bookedIn(rowsOfBooks)
  const decided = await addUp(tx, file, rowsOfBooks, reference)
  if (decided.found < booked.booked && (await isFilterRebuilding(tx)))
    throw new NotYet(`submission-filter has not read the decisions of ${file.name} back from the log yet`)
  const placedBefore = booked.again > 0 ? await countPlacedBefore(tx, file) : 0
  const books: FileBooks = { ...booked, ...decided, placedBefore, storedDigest, conflict: file.placement_conflict }
  const found = differences(
    {
      rows: file.rows,
      totals: file.manifest_totals ?? {},
      rowsDigest: file.rows_digest?.toString('hex') ?? '',
      digest: file.digest.toString('hex'),
    },
    books,
  )
  const to: FileState = found.length > 0 ? 'quarantined' : file.attempt_in_log ? 'unknown' : 'balanced'
  const message =
    to === 'unknown'
      ? 'The log says that an attempt to submit this file was started before this database was rebuilt. Whether Zuora has it is not known: it is not submitted by itself.'
      : found.join('; ')
  const actor = 'csv-bookkeeper'
  const moved = await moveFile(tx, { fileId, from: ACTS_ON, to, what: to, detail: message ? { message } : {}, actor })
  if (!moved) return undefined
  await tx.query('update csv_file set totals = $2, difference = $3 where id = $1', [
    fileId,
    JSON.stringify(books.totals),
    found.length > 0 ? found.join('; ') : null,
  ])
  if (to === 'balanced') await enqueueSubmission(tx, fileId)
  return to
}

/** R21: in a fresh database the bookkeeper may be faster than the filter, whose decisions it compares with. */
const isFilterRebuilding = async (tx: Client): Promise<boolean> => {
  const { rows } = await tx.query<{ rebuilding: boolean }>(
    `select not exists (select 1 from stream_cursor where processor = 'submission-filter') or exists (
       select 1 from stream_cursor
        where processor = 'submission-filter' and topic = 'billing.line-items'
          and (state ->> 'rebuilt') is distinct from 'true') as rebuilding`,
  )
  return rows[0]?.rebuilding === true
}

/**
 * A repair (R20) gives a line item a second row because its first one is lost. Should that one come after all, neither is
 * billed by itself: here the file of the second is held, and the file of the first by the attempt that stands.
 */
const countPlacedBefore = async (tx: Client, file: FileRow): Promise<number> => {
  const { rows } = await tx.query<{ count: number }>({
    name: 'count_placed_before', // indexes: placement_*_file, placement_*_pkey; $2 and $3 prune partitions
    text: `select count(*)::int as count from placement p
            where p.file_id = $1 and p.line_item_id >= $2 and p.line_item_id <= $3 and p.attempt > 1
              and exists (select from placement e
                           where e.line_item_id = p.line_item_id and e.line_item_id >= $2 and e.line_item_id <= $3
                             and e.attempt < p.attempt
                             and not exists (select from line_item_history h
                                              where h.id = e.line_item_id and h.id >= $2 and h.id <= $3
                                                and h.attempt = e.attempt and h.decision = 3) offset 0)`,
    values: [file.id, file.first_line_item_id, file.last_line_item_id],
  })
  return rows[0]!.count
}

/** What is booked of the file, and the decisions about it by where the events came from; one row at least. */
type BookedRow = {
  booked: number
  again: number
  first: number | null
  last: number | null
  digest: Buffer | null
} & (Decided | { [field in keyof Decided]: null })
type Decided = {
  origin_site: number
  origin_topic: number
  sku: number
  day: string
  rows: number
  decided: number
  units: string
  nanos: string
}

const readBooks = async (tx: Client, file: FileRow): Promise<BookedRow[]> => {
  const { rows } = await tx.query<BookedRow>({
    // A list of ids walks the leaves of the index: a look-up of each row from the root was half of what a balance cost.
    // `offset 0` keeps the few rows of later attempts look-ups: joining would read whole months to find them.
    name: 'read_books', // indexes: placement_*_file (brin on file_id), line_item_pkey; $2 and $3 prune partitions
    // Days are counted as dates and become text at the end: a text for every row cost as much as finding it.
    text: `with placed as materialized (
             select line_item_id, row_number, attempt from placement
              where file_id = $1 and line_item_id >= $2 and line_item_id <= $3)
           select b.booked, b.again, b.first, b.last, b.digest, d.origin_site, d.origin_topic, d.sku,
                  to_char(d.day, 'YYYY-MM-DD') as day, d.rows, d.decided, d.units::text as units, d.nanos::text as nanos
             from (select count(*)::int as booked, count(*) filter (where attempt > 1)::int as again,
                          min(row_number) as first, max(row_number) as last,
                          sha256(string_agg(int4send(row_number) || uuid_send(line_item_id), ''::bytea
                                            order by row_number)) as digest
                     from placed) b
             left join (
                   select origin_site, origin_topic, sku, (started_at at time zone 'UTC')::date as day,
                          count(*)::int as rows,
                          count(*) filter (where decision = 1 and attempt = placed_attempt)::int as decided,
                          sum(units) as units, sum(nanos) as nanos
                     from (select origin_site, origin_topic, sku, started_at, decision, attempt, units, nanos,
                                  1::smallint as placed_attempt
                             from line_item
                            where id = any(array(select line_item_id from placed where attempt = 1))
                              and id >= $2 and id <= $3
                           union all
                           select l.*, p.attempt
                             from placed p cross join lateral (
                                  select origin_site, origin_topic, sku, started_at, decision, attempt, units, nanos
                                    from line_item where id = p.line_item_id and id >= $2 and id <= $3 offset 0) l
                            where p.attempt > 1) l
                    group by 1, 2, 3, 4) d on true`,
    values: [file.id, file.first_line_item_id, file.last_line_item_id],
  })
  return rows
}

const bookedIn = ([row]: readonly BookedRow[]) => ({
  booked: row!.booked,
  /** Rows of line items that were decided more than once. */
  again: row!.again,
  firstRow: row!.first ?? 0,
  lastRow: row!.last ?? 0,
  rowsDigest: row!.digest?.toString('hex') ?? '',
})

/** Adds the decisions up by unit, and by where the events came from: reconciliation reads that instead of line items. */
const addUp = async (tx: Client, file: FileRow, books: readonly BookedRow[], reference: Reference) => {
  const rows = books.flatMap((row) => (row.rows === null ? [] : [row]))
  const sums = new Map<string, bigint>()
  const counts = new Map<string, { site: string; topic: string; product: string; day: string; rows: number }>()
  const siteNames = new Map([...reference.siteCodes].map(([name, code]) => [code, name]))
  let decided = 0
  let found = 0
  for (const row of rows) {
    const sku = reference.catalogue.byCode.get(row.sku)
    if (!sku) throw new NotYet(`SKU ${row.sku} is not in the catalogue that was read`)
    decided += row.decided
    found += row.rows
    const nanos = BigInt(row.units) * 1_000_000_000n + BigInt(row.nanos)
    sums.set(sku.unitOfMeasure, (sums.get(sku.unitOfMeasure) ?? 0n) + nanos)
    const site = siteNames.get(row.origin_site) ?? String(row.origin_site)
    const topic = topicOfCode(row.origin_topic).name
    const key = `${site} ${topic} ${sku.product} ${row.day}`
    const count = counts.get(key)
    if (count) count.rows += row.rows
    else counts.set(key, { site, topic, product: sku.product, day: row.day, rows: row.rows })
  }
  const all = [...counts.values()]
  await tx.query(
    `insert into csv_file_count (file_id, origin_site, origin_topic, product, day, rows)
     select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::date[], $6::bigint[]) on conflict do nothing`,
    [
      file.id,
      all.map((c) => c.site),
      all.map((c) => c.topic),
      all.map((c) => c.product),
      all.map((c) => c.day),
      all.map((c) => c.rows),
    ],
  )
  await tx.query(
    `insert into csv_file_sku (file_id, sku, rows, quantity)
     select $1, u.sku, sum(u.rows), sum(u.units) + sum(u.nanos) * 0.000000001
       from unnest($2::smallint[], $3::int[], $4::numeric[], $5::numeric[]) as u (sku, rows, units, nanos)
      group by u.sku on conflict do nothing`,
    [file.id, rows.map((r) => r.sku), rows.map((r) => r.rows), rows.map((r) => r.units), rows.map((r) => r.nanos)],
  )
  return {
    /** Booked rows that have a line item at all. */
    found,
    decided,
    totals: Object.fromEntries([...sums].sort().map(([unit, nanos]) => [unit, formatNanos(nanos)])),
  }
}
