/**
 * What is booked in files whose sums are not written down yet (open, closing, closed, quarantined): added up from their
 * placements and line items, one file at a time with the file's own least and greatest id as constant bounds (R8). Placements
 * never move and line items keep their values (R18, R10): what was added up is kept, and a look adds the rows that are new.
 */
import type { Client, Pool } from '../postgres/pool.ts'
import { poolName } from './catalogue.ts'
import { addDecimals } from './decimal.ts'

export type BreakdownLine = {
  readonly originSite: number
  readonly originTopic: number
  readonly sku: number
  /** UTC day of the event. */
  readonly day: string
  readonly rows: number
  /** Exact decimal text. */
  readonly quantity: string
}

// index: placement_*_file (BRIN on file_id); reached once per file, and only while its bounds are not recorded
const BOUNDS = `select min(line_item_id::text collate "C") as first, max(line_item_id::text collate "C") as last
  from placement where file_id = $1`

// indexes: placement_*_file (BRIN on file_id, row_number), line_item_*_pkey. $4 is the last row that is known, $5 the first that
// is read: all of a file lies between the rows of all that are open. A list of ids walks the leaves of the index; `offset 0`
// keeps the few rows of later attempts look-ups (balance-file.ts).
const BREAKDOWN = `
  with placed as materialized (
    select line_item_id, row_number, attempt, uuid_hash_extended(line_item_id, row_number) as hash from placement
     where file_id = $1 and line_item_id >= $2::uuid and line_item_id <= $3::uuid and row_number >= $5)
  select b."knownRows", b."knownDigest", b."newRows", b."newDigest", b."lastRow", b."lastDigest",
         d.origin_site as "originSite", d.origin_topic as "originTopic", d.sku, to_char(d.day, 'YYYY-MM-DD') as day, d.rows,
         trim_scale(d.units::numeric + d.nanos * 0.000000001)::text as quantity
    from (select count(*) filter (where row_number <= $4)::int as "knownRows",
                 count(*) filter (where row_number > $4)::int as "newRows",
                 coalesce(bit_xor(hash) filter (where row_number <= $4), 0)::text as "knownDigest",
                 coalesce(bit_xor(hash) filter (where row_number > $4), 0)::text as "newDigest",
                 coalesce(max(row_number), 0) as "lastRow",
                 (select hash::text from placed order by row_number desc limit 1) as "lastDigest"
            from placed) b
    left join (
          select origin_site, origin_topic, sku, (started_at at time zone 'UTC')::date as day,
                 count(*)::int as rows, sum(units) as units, sum(nanos) as nanos
            from (select origin_site, origin_topic, sku, started_at, units, nanos from line_item
                   where id = any(array(select line_item_id from placed where attempt = 1 and row_number > $4))
                     and id >= $2::uuid and id <= $3::uuid
                  union all
                  select l.* from placed p cross join lateral (
                         select origin_site, origin_topic, sku, started_at, units, nanos from line_item
                          where id = p.line_item_id and id >= $2::uuid and id <= $3::uuid offset 0) l
                   where p.attempt > 1 and p.row_number > $4) l
           group by 1, 2, 3, 4) d on true`

type Looked = {
  readonly knownRows: number
  readonly knownDigest: string
  readonly newRows: number
  readonly newDigest: string
  readonly lastRow: number
  readonly lastDigest: string | null
} & (BreakdownLine | { readonly [field in keyof BreakdownLine]: null })

/** `rows` rows up to `lastRow`, whose ids in their places have this digest. */
type Known = {
  readonly rows: number
  readonly digest: string
  readonly lastRow: number
  readonly lastDigest: string
  readonly lines: ReadonlyMap<string, BreakdownLine>
  /** When all of its rows were last seen: `performance.now()`. */
  readonly checkedAt: number
}
const NOTHING: Known = {
  rows: 0,
  digest: '0',
  lastRow: 0,
  lastDigest: '0',
  lines: new Map(),
  checkedAt: Number.NEGATIVE_INFINITY,
}
/**
 * Rows are booked in their order, so that whoever sees the last one that is known sees those before it. Only a defect takes one
 * away, which finds its own proof (R20): to see all of them again costs a hundred times as much as to see the last one.
 */
export const CHECK_MS = 60_000
/** Files of which something is kept, each some hundred lines of 200 bytes: those looked at last, of which few are not open. */
const KEPT_MAX = 128
const kept = new Map<string, Known>()

export type FileBounds = {
  readonly id: string
  readonly firstLineItemId: string | null
  readonly lastLineItemId: string | null
}

/** Least and greatest id in a file, or null when nothing is booked in it. */
export const boundsOfFile = async (db: Pool | Client, file: FileBounds): Promise<[string, string] | null> => {
  if (file.firstLineItemId && file.lastLineItemId) return [file.firstLineItemId, file.lastLineItemId]
  const { rows } = await db.query<{ first: string | null; last: string | null }>(BOUNDS, [file.id])
  return rows[0]?.first && rows[0].last ? [rows[0].first, rows[0].last] : null
}

/**
 * `db`: `pool` or a client of it. In a snapshot from before the last row that is known, and where rows are not what they were, all
 * is added up from the start.
 */
export const breakDownFile = async (
  pool: Pool,
  file: FileBounds,
  db: Pool | Client = pool,
): Promise<BreakdownLine[]> => {
  const bounds = await boundsOfFile(db, file)
  if (!bounds) return []
  const name = `${poolName(pool)} ${file.id}`
  const read = async (known: Known, from: number): Promise<Looked[]> =>
    (await db.query<Looked>(BREAKDOWN, [file.id, ...bounds, known.lastRow, from])).rows
  const before = kept.get(name)
  const { known, isWhole } = (before && (await lookOn(before, read))) ?? added(NOTHING, await read(NOTHING, 0), true)
  if (isWhole) keep(name, known)
  return [...known.lines.values()]
}

type Added = {
  readonly known: Known
  /** Every row has its line item. In a fresh database the filter may not have read it back from the log yet (R21). */
  readonly isWhole: boolean
}

/** Undefined where what is known is not there, or not all of it. */
const lookOn = async (
  known: Known,
  read: (known: Known, from: number) => Promise<Looked[]>,
): Promise<Added | undefined> => {
  const isCheck = performance.now() - known.checkedAt >= CHECK_MS
  const rows = await read(known, isCheck ? 0 : known.lastRow)
  const { knownRows, knownDigest } = rows[0]!
  const [expectedRows, expectedDigest] = isCheck ? [known.rows, known.digest] : [1, known.lastDigest]
  return knownRows === expectedRows && knownDigest === expectedDigest ? added(known, rows, isCheck) : undefined
}

const added = (known: Known, rows: readonly Looked[], isCheck: boolean): Added => {
  const { newRows, newDigest, lastRow, lastDigest } = rows[0]!
  const lines = rows.flatMap((row) => (row.sku === null ? [] : [lineOf(row)]))
  return {
    known: {
      rows: known.rows + newRows,
      digest: (BigInt(known.digest) ^ BigInt(newDigest)).toString(),
      lastRow,
      lastDigest: lastDigest ?? '0',
      lines: merged(known.lines, lines),
      checkedAt: isCheck ? performance.now() : known.checkedAt,
    },
    isWhole: lines.reduce((sum, line) => sum + line.rows, 0) === newRows,
  }
}

const keep = (name: string, known: Known): void => {
  kept.delete(name)
  if (kept.size >= KEPT_MAX) kept.delete(kept.keys().next().value as string)
  kept.set(name, known)
}

const lineOf = ({ originSite, originTopic, sku, day, rows, quantity }: BreakdownLine): BreakdownLine => ({
  originSite,
  originTopic,
  sku,
  day,
  rows,
  quantity,
})

const merged = (
  known: ReadonlyMap<string, BreakdownLine>,
  lines: readonly BreakdownLine[],
): ReadonlyMap<string, BreakdownLine> => {
  if (lines.length === 0) return known
  const all = new Map(known)
  for (const line of lines) {
    const key = `${line.originSite} ${line.originTopic} ${line.sku} ${line.day}`
    const other = all.get(key)
    all.set(
      key,
      other ? { ...line, rows: other.rows + line.rows, quantity: addDecimals(other.quantity, line.quantity) } : line,
    )
  }
  return all
}
