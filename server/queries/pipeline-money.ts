/** The money of today: files by state with their sums, the open ones one by one, and those that need a person. */
import type { Totals } from '../../domain/api/common.ts'
import type { Pipeline } from '../../domain/api/pipeline.ts'
import { FILE_STATES, type FileState } from '../../domain/file-states.ts'
import type { Pool } from '../postgres/pool.ts'
import { codesOf } from './catalogue.ts'
import { addDecimals, roundUsd } from './decimal.ts'
import { type SummedFile, sumsOfFiles, totalsAndEstimate } from './file-sums.ts'
import { iso } from './time.ts'

/** States in which a file is not done: shown in the money of today whatever day it was opened. */
const NOT_DONE: FileState[] = FILE_STATES.filter((state) => state !== 'imported' && state !== 'refused')

// index: csv_file_opened (today), csv_file_state (not done)
const TODAY = `(f.opened_at >= $1 or f.state = any($2))`
const BY_STATE = `
  select f.state, count(*)::int as files, coalesce(sum(f.rows), 0)::int as rows from csv_file f where ${TODAY} group by f.state`
const UNITS = `
  select f.state, t.key as unit, trim_scale(sum(t.value::numeric))::text as quantity
    from csv_file f, jsonb_each_text(f.totals) t where ${TODAY} and f.totals is not null group by f.state, t.key`
// index: csv_file_sku_pkey. Priced by SKU and month, a sum of many files at once.
const ESTIMATES = `
  with sums as materialized (
    select f.state, s.sku, (date_trunc('month', f.opened_at at time zone 'UTC') + interval '1 month' - interval '1 millisecond') at time zone 'UTC' as at,
           sum(s.quantity) as quantity
      from csv_file f join csv_file_sku s on s.file_id = f.id where ${TODAY} group by 1, 2, 3
  )
  select state, sku, estimate_usd(p.usd, p.price_unit, at, quantity)::text as usd
    from sums left join sku_price_span p on p.sku_code = sku and at >= p.valid_from and at < p.valid_to`
const WITHOUT_SUMS = `
  select f.id::text as id, f.state, f.rows, f.opened_at as "openedAt", f.totals, f.first_line_item_id as "firstLineItemId", f.last_line_item_id as "lastLineItemId"
    from csv_file f
   where ${TODAY} and f.rows > 0 and not exists (select from csv_file_sku s where s.file_id = f.id)
   order by f.opened_at desc limit 100`
// Without sums there may be more than the hundred that are added up: then the estimate is not known.
const OPEN = `
  select id::text as id, name, partition, rows, bytes, max_bytes as "maxBytes", max_age_seconds as "maxAgeSeconds", opened_at as "openedAt"
    from csv_file where state = 'open' order by partition, id limit 1000`
const TROUBLE = `
  select f.id::text as id, f.name, f.state, f.rows, coalesce(f.difference, f.placement_conflict, a.message, '') as words,
         coalesce((select max(e.at) from csv_file_event e where e.file_id = f.id), f.opened_at) as since
    from csv_file f
    left join lateral (select message from submission_attempt a where a.file_id = f.id order by revision desc, number desc limit 1) a on true
   where f.state in ('quarantined', 'refused', 'unknown')
   order by case f.state when 'quarantined' then 0 when 'refused' then 1 else 2 end, f.opened_at desc
   limit 100`

/** Longer than this is no turn in a queue. */
const WAITS_AFTER_SECONDS = 60
// index: csv_file_state, submission_attempt_pkey. Zuora that is away is away for all of them: some say why.
const WAITING = `
  select count(*)::int as files, coalesce(sum(rows), 0)::int as rows, min(balanced_at) as since,
         coalesce((
           select a.message
             from (select id from csv_file where state = 'submitting' order by opened_at limit 20) f
            cross join lateral (
              select message, answered_at, state from submission_attempt
               where file_id = f.id order by revision desc, number desc limit 1) a
            where a.state = 'retryable' and a.message is not null
            order by a.answered_at desc limit 1), '') as words
    from csv_file where state in ('balanced', 'submitting')
  having min(balanced_at) < $1::timestamptz - make_interval(secs => $2)`

type StateSum = {
  files: number
  rows: number
  totals: Record<string, string>
  usd: string
  withoutPrice: Set<string>
  known: boolean
}

export const readMoney = async (pool: Pool, day: Date): Promise<Pipeline['money']> => {
  const values = [day, NOT_DONE]
  const [states, units, estimates, rest, codes] = await Promise.all([
    pool.query<{ state: FileState; files: number; rows: number }>(BY_STATE, values),
    pool.query<{ state: FileState; unit: string; quantity: string }>(UNITS, values),
    pool.query<{ state: FileState; sku: number; usd: string | null }>(ESTIMATES, values),
    pool.query<SummedFile & { state: FileState; totals: Totals | null }>(WITHOUT_SUMS, values),
    codesOf(pool),
  ])
  const sums = new Map<FileState, StateSum>(
    states.rows.map(({ state, files, rows }) => [
      state,
      { files, rows, totals: {}, usd: '0', withoutPrice: new Set(), known: true },
    ]),
  )
  const addTotal = (sum: StateSum, unit: string, quantity: string) => {
    sum.totals[unit] = addDecimals(sum.totals[unit] ?? '0', quantity)
  }
  // A file may have moved between these queries: the next look, two seconds later, has it whole.
  for (const { state, unit, quantity } of units.rows) {
    const sum = sums.get(state)
    if (sum) addTotal(sum, unit, quantity)
  }
  for (const { state, sku, usd } of estimates.rows) {
    const sum = sums.get(state)
    if (!sum) continue
    if (usd === null) sum.withoutPrice.add(codes.sku(sku).sku)
    else sum.usd = addDecimals(sum.usd, usd)
  }
  const added = await sumsOfFiles(pool, rest.rows)
  for (const file of rest.rows) {
    const sum = sums.get(file.state)
    if (!sum) continue
    const lines = added.get(file.id)
    if (!lines || rest.rows.length === 100) sum.known = false // some file is not added up: an estimate of the others is none
    if (!lines) continue
    const { totals, estimate } = await totalsAndEstimate(pool, lines)
    if (!file.totals) for (const [unit, quantity] of Object.entries(totals)) addTotal(sum, unit, quantity)
    sum.usd = addDecimals(sum.usd, estimate.usd)
    for (const sku of estimate.withoutPrice) sum.withoutPrice.add(sku)
  }
  const total: StateSum = { files: 0, rows: 0, totals: {}, usd: '0', withoutPrice: new Set(), known: true }
  for (const sum of sums.values()) {
    total.files += sum.files
    total.rows += sum.rows
    for (const [unit, quantity] of Object.entries(sum.totals)) addTotal(total, unit, quantity)
    total.usd = addDecimals(total.usd, sum.usd)
    total.known &&= sum.known
    for (const sku of sum.withoutPrice) total.withoutPrice.add(sku)
  }
  return {
    states: FILE_STATES.flatMap((state) => {
      const sum = sums.get(state)
      return sum ? [{ state, ...shown(sum) }] : []
    }),
    total: shown(total),
  }
}

const shown = ({ files, rows, totals, usd, withoutPrice, known }: StateSum) => ({
  files,
  rows,
  totals,
  estimate: known ? { usd: roundUsd(usd), withoutPrice: [...withoutPrice].sort() } : null,
})

type OpenRow = Omit<Pipeline['openFiles'][number], 'openedAt' | 'closesAt' | 'closesBy'> & {
  openedAt: Date
  maxAgeSeconds: number
}

/** By age, or earlier by size if it goes on growing as it did since it opened. */
export const closing = (
  file: { openedAt: Date; maxAgeSeconds: number; bytes: number; maxBytes: number },
  now: Date,
) => {
  const byAge = file.openedAt.getTime() + file.maxAgeSeconds * 1000
  const ageMs = Math.max(1, now.getTime() - file.openedAt.getTime())
  const bySize =
    file.bytes > 0 ? now.getTime() + ((file.maxBytes - file.bytes) * ageMs) / file.bytes : Number.POSITIVE_INFINITY
  return {
    closesAt: new Date(Math.min(byAge, bySize)).toISOString(),
    closesBy: bySize < byAge ? ('size' as const) : ('age' as const),
  }
}

export const readOpenFiles = async (pool: Pool, now: Date): Promise<Pipeline['openFiles']> => {
  const { rows } = await pool.query<OpenRow>(OPEN)
  return rows.map((row) => {
    const { maxAgeSeconds, ...file } = row
    return { ...file, openedAt: iso(row.openedAt), ...closing({ ...row, maxAgeSeconds }, now) }
  })
}

export const readFilesInTrouble = async (pool: Pool): Promise<Pipeline['filesInTrouble']> =>
  (await pool.query<Omit<Pipeline['filesInTrouble'][number], 'since'> & { since: Date }>(TROUBLE)).rows.map((row) => ({
    ...row,
    since: iso(row.since),
  }))

/** null: none has waited for longer than `seconds` since its books balanced. */
export const readWaitingForZuora = async (
  pool: Pool,
  now: Date,
  seconds = WAITS_AFTER_SECONDS,
): Promise<Pipeline['waitingForZuora']> => {
  const { rows } = await pool.query<{ files: number; rows: number; since: Date; words: string }>(WAITING, [
    now,
    seconds,
  ])
  return rows[0] ? { ...rows[0], since: iso(rows[0].since) } : null
}
