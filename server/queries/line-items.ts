/** Where is a line item, and how did it get there? */
import type { LineItem } from '../../domain/api/line-items.ts'
import { decisionOfCode, type FileState, lineItemState } from '../../domain/file-states.ts'
import { topicOfCode } from '../../domain/pipeline.ts'
import { REASONS, reasonOfCode } from '../../domain/reasons.ts'
import type { Pool } from '../postgres/pool.ts'
import { type Codes, codesOf } from './catalogue.ts'
import { iso } from './time.ts'

export const LINE_ITEM_COLUMNS = `
  l.id, l.event_id as "eventId", l.account_id::text as "accountId", l.sku,
  trim_scale(l.units::numeric + l.nanos * 0.000000001)::text as quantity, l.started_at as "startedAt", l.ended_at as "endedAt",
  l.origin_site as "originSite", l.origin_topic as "originTopic", l.origin_partition as "originPartition",
  l.origin_offset::text as "originOffset", l.decided_by_topic as "claimTopic", l.decided_by_partition as "claimPartition",
  l.decided_by_offset::text as "claimOffset", l.account_version::text as "accountVersion", l.decided_at as "decidedAt",
  l.decision, l.reason, l.attempt`

// Primary keys of one partition each: the id is a constant, so only its month is looked at.
const BY_ID = `select ${LINE_ITEM_COLUMNS} from line_item l where l.id = $1`
// index: line_item_*_event (hash on event_id), in each month: the event id says nothing of its time
const BY_EVENT = `select ${LINE_ITEM_COLUMNS} from line_item l where l.event_id = $1 order by l.id limit 100`
const PLACEMENTS = `
  select p.attempt, p.file_id::text as "fileId", p.row_number as "rowNumber", f.state
    from placement p join csv_file f on f.id = p.file_id where p.line_item_id = $1`

export type LineItemRow = {
  id: string
  eventId: string
  accountId: string
  sku: number
  quantity: string
  startedAt: Date
  endedAt: Date
  originSite: number
  originTopic: number
  originPartition: number
  originOffset: string
  claimTopic: number
  claimPartition: number
  claimOffset: string
  accountVersion: string
  decidedAt: Date
  decision: number
  reason: number
  attempt: number
}
export type PlacementRow = { attempt: number; fileId: string; rowNumber: number; state: FileState }

export const reasonWords = (code: number): string | null => {
  const reason = reasonOfCode(code)
  return reason && REASONS[reason].words
}

export const findLineItem = async (pool: Pool, id: string): Promise<LineItemRow | undefined> =>
  (await pool.query<LineItemRow>(BY_ID, [id])).rows[0]

export const findPlacements = async (pool: Pool, id: string): Promise<PlacementRow[]> =>
  (await pool.query<PlacementRow>(PLACEMENTS, [id])).rows

export const toLineItem = (row: LineItemRow, placements: readonly PlacementRow[], codes: Codes): LineItem => {
  const placement = placements.find((p) => p.attempt === row.attempt)
  const decision = decisionOfCode(row.decision)
  return {
    id: row.id,
    eventId: row.eventId,
    accountId: row.accountId,
    ...codes.sku(row.sku),
    quantity: row.quantity,
    startedAt: iso(row.startedAt),
    endedAt: iso(row.endedAt),
    decision,
    reason: reasonOfCode(row.reason),
    reasonWords: reasonWords(row.reason),
    origin: {
      site: codes.site(row.originSite),
      topic: topicOfCode(row.originTopic).name,
      partition: row.originPartition,
      offset: row.originOffset,
    },
    attempt: row.attempt,
    decidedAt: iso(row.decidedAt),
    fileId: placement?.fileId ?? null,
    rowNumber: placement?.rowNumber ?? null,
    state: lineItemState(decision, placement?.state ?? null),
  }
}

/** All line items of one event: one, or none; more only where a producer sent one event id with several times (R13). */
export const lineItemsOfEvent = async (pool: Pool, eventId: string): Promise<LineItem[]> => {
  const [{ rows }, codes] = await Promise.all([pool.query<LineItemRow>(BY_EVENT, [eventId]), codesOf(pool)])
  return Promise.all(rows.map(async (row) => toLineItem(row, await findPlacements(pool, row.id), codes)))
}
