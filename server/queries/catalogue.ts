/** The small codes of big tables, as names: sites and SKUs. They grow rarely and never change their meaning. */
import { remember } from '../api/remember.ts'
import type { Pool } from '../postgres/pool.ts'

export type SkuNames = { readonly sku: string; readonly product: string; readonly unitOfMeasure: string }
export type Codes = { readonly site: (code: number) => string; readonly sku: (code: number) => SkuNames }

const CODES_KEPT_MS = 10_000

const SITES = 'select code, name from site'
const SKUS = 'select code, sku, product, unit_of_measure as "unitOfMeasure" from sku'

const readCodes = async (pool: Pool): Promise<Codes> => {
  const [sites, skus] = await Promise.all([
    pool.query<{ code: number; name: string }>(SITES),
    pool.query<SkuNames & { code: number }>(SKUS),
  ])
  const siteNames = new Map(sites.rows.map((row) => [row.code, row.name]))
  const skuNames = new Map(skus.rows.map(({ code, ...names }) => [code, names]))
  return {
    // A code that is not in its table was stored by a newer release: shown as it is rather than hidden.
    site: (code) => siteNames.get(code) ?? `site ${code}`,
    sku: (code) => skuNames.get(code) ?? { sku: `sku ${code}`, product: '', unitOfMeasure: '' },
  }
}

const names = new WeakMap<Pool, string>()
let pools = 0
/** Answers kept in memory belong to one database. */
export const poolName = (pool: Pool): string => {
  let name = names.get(pool)
  if (!name) {
    name = `pool ${++pools}`
    names.set(pool, name)
  }
  return name
}

export const codesOf = (pool: Pool): Promise<Codes> =>
  remember(`${poolName(pool)} codes`, CODES_KEPT_MS, () => readCodes(pool))
