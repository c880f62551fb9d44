/** Is a line item's month one that was dropped? Then where it is found. */

import { archivedSql } from '../../domain/archived-sql.ts'
import { timeOfId, uuidBytes } from '../../domain/line-item-id.ts'
import type { Pool } from '../postgres/pool.ts'

/** Line item ids are version 8 (R13); event ids hardly ever are, and say nothing of a time. */
const LINE_ITEM_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-8/i

// index: audit_log_action (action, id); months dropped are few
const DROPPED = `
  select line_item_horizon as horizon from installation
   where exists (select 1 from audit_log where action = 'line_items.drop_month' and subject = $1)`

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
