/** The first catalogue (contract). Rows that are there stay as they are: the catalogue grows without a code change. */
import type { Pool } from 'pg'
import { SEED_PRICES, SEED_SKUS } from '../../domain/catalogue.ts'

const INSERT_SKUS = `insert into sku (code, sku, product, unit_of_measure, free_when_public)
  select * from unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::boolean[])
  on conflict do nothing`

const INSERT_PRICES = `insert into sku_price (sku_code, valid_from, usd, price_unit)
  select s.code, p.valid_from, p.usd, p.price_unit
  from unnest($1::text[], $2::timestamptz[], $3::numeric[], $4::text[]) as p (sku, valid_from, usd, price_unit)
  join sku s on s.sku = p.sku
  on conflict do nothing`

export const seedCatalogue = async (pool: Pool): Promise<void> => {
  await pool.query(INSERT_SKUS, [
    SEED_SKUS.map((s) => s.code),
    SEED_SKUS.map((s) => s.sku),
    SEED_SKUS.map((s) => s.product),
    SEED_SKUS.map((s) => s.unitOfMeasure),
    SEED_SKUS.map((s) => s.freeWhenPublic),
  ])
  await pool.query(INSERT_PRICES, [
    SEED_PRICES.map((p) => p.sku),
    SEED_PRICES.map((p) => p.validFrom),
    SEED_PRICES.map((p) => p.usd),
    SEED_PRICES.map((p) => p.priceUnit),
  ])
}
