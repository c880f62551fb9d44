/**
 * Sums of files by SKU: from `csv_file_sku`, written when a file balances, and for the others added up on demand. What
 * is added up is kept as long as the file does not grow.
 */
import type { Estimate, Totals } from '../../domain/api/common.ts'
import type { Pool } from '../postgres/pool.ts'
import { codesOf, poolName } from './catalogue.ts'
import { addDecimals, roundUsd } from './decimal.ts'
import { breakDownFile, type FileBounds } from './file-breakdown.ts'

export type SkuSum = {
  readonly sku: number
  readonly rows: number
  readonly quantity: string
  readonly usd: string | null
}
/** `state` and `rows` say whether what was added up still holds. */
export type SummedFile = FileBounds & { readonly state: string; readonly rows: number; readonly openedAt: Date }

/** Files added up for one answer at most: each costs up to 0.1 s at 50,000 rows. The others follow with later answers. */
const ADD_UP_MAX = 48
/** Kept sums of files; each is some rows of SKUs. */
const KEPT_MAX = 5_000
/** An open file that grows is added up anew at most this often. */
const GROWING_KEPT_MS = 10_000

// index: csv_file_sku_pkey
const RECORDED = `
  select s.file_id::text as id, s.sku, s.rows, trim_scale(s.quantity)::text as quantity,
         estimate_usd(p.usd, p.price_unit, f.opened_at, s.quantity)::text as usd
    from csv_file_sku s join csv_file f on f.id = s.file_id
    left join sku_price_span p on p.sku_code = s.sku and f.opened_at >= p.valid_from and f.opened_at < p.valid_to
   where s.file_id = any($1::bigint[])`

const PRICED = `
  select estimate_usd(p.usd, p.price_unit, u.at, u.quantity)::text as usd
    from unnest($1::smallint[], $2::timestamptz[], $3::numeric[]) with ordinality as u (sku, at, quantity, place)
    left join sku_price_span p on p.sku_code = u.sku and u.at >= p.valid_from and u.at < p.valid_to
   order by u.place`

type Kept = { state: string; rows: number; at: number; sums: SkuSum[] }
const kept = new Map<string, Kept>()

const stillHolds = (found: Kept, file: SummedFile): boolean => {
  if (
    found.rows === file.rows &&
    found.state === file.state &&
    file.state !== 'open' &&
    file.state !== 'closing' &&
    file.state !== 'closed'
  )
    return true
  return performance.now() - found.at < GROWING_KEPT_MS
}

const addUp = async (pool: Pool, file: SummedFile): Promise<SkuSum[]> => {
  const bySku = new Map<number, { rows: number; quantity: string }>()
  for (const line of await breakDownFile(pool, file)) {
    const sum = bySku.get(line.sku)
    bySku.set(line.sku, {
      rows: (sum?.rows ?? 0) + line.rows,
      quantity: addDecimals(sum?.quantity ?? '0', line.quantity),
    })
  }
  const lines = [...bySku].map(([sku, sum]) => ({ sku, ...sum }))
  const priced = await pool.query<{ usd: string | null }>(PRICED, [
    lines.map((l) => l.sku),
    lines.map(() => file.openedAt),
    lines.map((l) => l.quantity),
  ])
  return lines.map((line, i) => ({ ...line, usd: priced.rows[i]?.usd ?? null }))
}

/** Sums by file id. A file that is missing was not added up yet: not known, not zero. */
export const sumsOfFiles = async (pool: Pool, files: readonly SummedFile[]): Promise<Map<string, SkuSum[]>> => {
  const sums = new Map<string, SkuSum[]>()
  const wanted = files.filter((file) => file.state !== 'open' && file.state !== 'closing')
  if (wanted.length > 0) {
    const { rows } = await pool.query<SkuSum & { id: string }>(RECORDED, [wanted.map((f) => f.id)])
    for (const { id, ...sum } of rows) sums.set(id, [...(sums.get(id) ?? []), sum])
  }
  let left = ADD_UP_MAX
  for (const file of files) {
    if (sums.has(file.id)) continue
    const name = `${poolName(pool)} ${file.id}`
    const found = kept.get(name)
    if (found && stillHolds(found, file)) {
      sums.set(file.id, found.sums)
      continue
    }
    if (left-- <= 0) continue
    const added = await addUp(pool, file)
    if (kept.size >= KEPT_MAX) kept.delete(kept.keys().next().value as string)
    kept.set(name, { state: file.state, rows: file.rows, at: performance.now(), sums: added })
    sums.set(file.id, added)
  }
  return sums
}

export const totalsAndEstimate = async (
  pool: Pool,
  sums: readonly SkuSum[],
): Promise<{ totals: Totals; estimate: Estimate }> => {
  const codes = await codesOf(pool)
  const totals: Record<string, string> = {}
  const withoutPrice = new Set<string>()
  let usd = '0'
  for (const sum of sums) {
    const { sku, unitOfMeasure } = codes.sku(sum.sku)
    totals[unitOfMeasure] = addDecimals(totals[unitOfMeasure] ?? '0', sum.quantity)
    if (sum.usd === null) withoutPrice.add(sku)
    else usd = addDecimals(usd, sum.usd)
  }
  return { totals, estimate: { usd: roundUsd(usd), withoutPrice: [...withoutPrice].sort() } }
}
