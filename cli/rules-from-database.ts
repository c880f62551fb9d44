/** What a usage event is checked against: the catalogue and the horizon in use, read once. */
import pg from 'pg'
import { type Catalogue, catalogueOf, SEED_SKUS, type Sku } from '../domain/catalogue.ts'
import { messageOf } from './errors.ts'

export type UsageRules = {
  readonly catalogue: Catalogue
  /** Usage before this is a dead letter (R14); 0 where it is not known. Unix milliseconds. */
  readonly horizonMs: number
}

type SkuRow = { code: number; sku: string; product: string; unit_of_measure: string; free_when_public: boolean }

/** Throws what node-postgres throws. */
export const readUsageRules = async (client: pg.ClientBase): Promise<UsageRules> => {
  const skus = await client.query<SkuRow>('select code, sku, product, unit_of_measure, free_when_public from sku')
  const horizon = await client.query<{ line_item_horizon: Date }>('select line_item_horizon from installation')
  return {
    catalogue: catalogueOf(
      skus.rows.map(
        (row) =>
          ({
            code: row.code,
            sku: row.sku,
            product: row.product,
            unitOfMeasure: row.unit_of_measure,
            freeWhenPublic: row.free_when_public,
          }) as Sku,
      ),
    ),
    horizonMs: horizon.rows[0]?.line_item_horizon.getTime() ?? 0,
  }
}

/** Producing needs no database: without one the catalogue is this release's own, and `warn` is told so. */
export const usageRules = async (
  databaseUrl: string | undefined,
  warn: (text: string) => void,
): Promise<UsageRules> => {
  const ours: UsageRules = { catalogue: catalogueOf(SEED_SKUS), horizonMs: 0 }
  if (!databaseUrl) return ours
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await readUsageRules(client)
  } catch (error) {
    warn(`Postgres does not answer (${messageOf(error)}): SKUs are checked against this release's own catalogue.`)
    return ours
  } finally {
    await client.end().catch(() => undefined)
  }
}
