/** Is a line item's month one that was dropped? Then where it is found. */
import { archivedSql } from '../../domain/archived-sql.ts'
import { timeOfId, uuidBytes } from '../../domain/line-item-id.ts'
import { firstHorizon, monthStart } from '../postgres/make-partitions.ts'
import type { Pool } from '../postgres/pool.ts'

/** Line item ids are version 8 (R13); event ids hardly ever are, and say nothing of a time. */
const LINE_ITEM_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-8/i

// index: audit_log_action (action, id); months dropped are few
const DROPPED = `
  select line_item_horizon as horizon from installation
   where exists (select 1 from audit_log where action = 'line_items.drop_month' and subject = $1)`

// index: audit_log_action (action, id); months dropped are few
const NEWEST = `select max(subject) as month from audit_log where action = 'line_items.drop_month'`

/**
 * What was used before this moment is no longer in Postgres: months go oldest first (drop-months.ts). Null: nothing of the
 * time from `from` on was dropped, which needs no question for months of which usage is still taken.
 */
export const keptFrom = async (pool: Pool, from?: Date): Promise<Date | null> => {
  if (from && from >= firstHorizon(new Date())) return null
  const { rows } = await pool.query<{ month: string | null }>(NEWEST)
  const month = rows[0]?.month
  if (!month) return null
  const first = monthStart(new Date(`${month}-01T00:00:00Z`), 1)
  return from && from >= first ? null : first
}

/** Undefined when the month is here, or when the id is of no line item. */
export const whereDropped = async (pool: Pool, id: string): Promise<string | undefined> => {
  const bytes = LINE_ITEM_ID.test(id) ? uuidBytes(id) : undefined
  if (!bytes) return undefined
  const month = new Date(timeOfId(bytes)).toISOString().slice(0, 7)
  const { rows } = await pool.query<{ horizon: Date }>(DROPPED, [month])
  const horizon = rows[0]?.horizon
  if (!horizon) return undefined // here, or before anything was
  return `Line items of ${month} are not kept here any more, only from ${horizon.toISOString().slice(0, 7)} on. What was decided about them is in the archive: in Warehouse, or with \`npm run hydro -- sql\`, ask: ${archivedSql(id)}`
}
