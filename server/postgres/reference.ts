/**
 * What decisions look up and what hardly ever changes: catalogue, site codes, closed periods, the horizon. Read at each
 * assignment and again when it is older than a few seconds, so that a new SKU or a closed month needs no restart.
 */
import { type Catalogue, catalogueOf, type Sku } from '../../domain/catalogue.ts'
import { REFERENCE_MS } from '../limits.ts'
import type { Pool } from './pool.ts'

export type Reference = {
  readonly catalogue: Catalogue
  readonly siteCodes: ReadonlyMap<string, number>
  /** Usage older than this is a dead letter (R14). */
  readonly horizonMs: number
  /** Six characters in file names and keys (R21). */
  readonly installation: string
  isClosed(startedAtMs: number): boolean
}

const monthOf = (ms: number): number => {
  const at = new Date(ms)
  return at.getUTCFullYear() * 12 + at.getUTCMonth()
}

const read = async (pool: Pool): Promise<Reference> => {
  const [skus, sites, installation, periods] = await Promise.all([
    pool.query<Sku>(
      `select code, sku, product, unit_of_measure as "unitOfMeasure", free_when_public as "freeWhenPublic" from sku`,
    ),
    pool.query<{ code: number; name: string }>('select code, name from site'),
    pool.query<{ name: string; line_item_horizon: Date }>('select name, line_item_horizon from installation'),
    pool.query<{ month: string }>(
      `select to_char(month, 'YYYY-MM-DD') as month from billing_period where closed_at is not null`,
    ),
  ])
  const here = installation.rows[0]
  if (!here) throw new Error('this database was not prepared for an installation yet: run npm start, or the migrations')
  const closed = new Set(periods.rows.map(({ month }) => monthOf(Date.parse(month))))
  return {
    catalogue: catalogueOf(skus.rows),
    siteCodes: new Map(sites.rows.map(({ code, name }) => [name, code])),
    horizonMs: here.line_item_horizon.getTime(),
    installation: here.name,
    isClosed: (ms) => closed.size > 0 && closed.has(monthOf(ms)),
  }
}

/** Gives the reference data, at most `REFERENCE_MS` old; `isFresh`: as it is now. */
export type ReadReference = (ask?: { readonly isFresh: true }) => Promise<Reference>

/** One per worker. */
export const openReference = (pool: Pool): ReadReference => {
  let held: Promise<Reference> | undefined
  let readAt = 0
  return (ask) => {
    const now = performance.now()
    if (!held || ask?.isFresh || now - readAt > REFERENCE_MS) {
      readAt = now
      held = read(pool)
      held.catch(() => {
        held = undefined
      })
    }
    return held
  }
}
