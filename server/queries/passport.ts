/** The passport of one line item: from its event to Zuora's answer. */
import type { Passport } from '../../domain/api/line-items.ts'
import { decisionOfCode } from '../../domain/file-states.ts'
import { passportReading, passportTimeline } from '../../domain/passport.ts'
import { topicOfCode } from '../../domain/pipeline.ts'
import { reasonOfCode } from '../../domain/reasons.ts'
import { ApiProblem, notFound } from '../api/problem.ts'
import { findBookingTimes } from '../books/booking-runs.ts'
import type { Hydro } from '../kafka/client.ts'
import { findRelayedBy } from '../ledger/relay-runs.ts'
import type { Pool } from '../postgres/pool.ts'
import { findAccount } from './accounts.ts'
import { codesOf } from './catalogue.ts'
import { whereDropped } from './dropped-month.ts'
import { findLineItem, findPlacements, type LineItemRow, reasonWords, toLineItem } from './line-items.ts'
import { readAttempts, readFileRecord } from './read-file.ts'
import { iso, isoOrNull } from './time.ts'
import { readUsageEvent } from './usage-event.ts'

const HISTORY = `
  select attempt, decision, reason, account_version::text as "accountVersion", decided_at as "decidedAt",
         decided_by_topic as "claimTopic", decided_by_partition as "claimPartition", decided_by_offset::text as "claimOffset"
    from line_item_history where id = $1 order by attempt`
const RELEASE = `select asked_at as "askedAt", actor, reason from release_request where line_item_id = $1 and attempt = $2`

type HistoryRow = {
  attempt: number
  decision: number
  reason: number
  accountVersion: string
  decidedAt: Date
  claimTopic: number
  claimPartition: number
  claimOffset: string
}

export const readPassport = async (
  pool: Pool,
  hydro: () => Hydro,
  id: string,
  may: { readonly payloads: boolean },
): Promise<Passport> => {
  const row = await findLineItem(pool, id)
  if (!row) {
    const dropped = await whereDropped(pool, id)
    if (dropped) throw new ApiProblem('gone', dropped)
    throw notFound(`There is no line item ${id}. Either its event has not arrived yet, or it waits as a dead letter.`)
  }
  const [placements, history, release, account, codes] = await Promise.all([
    findPlacements(pool, id),
    pool.query<HistoryRow>(HISTORY, [id]),
    pool.query<{ askedAt: Date; actor: string; reason: string }>(RELEASE, [id, row.attempt]),
    findAccount(pool, row.accountId),
    codesOf(pool),
  ])
  const item = toLineItem(row, placements, codes)
  const home = hydroHome(hydro)
  const claim = (r: { claimTopic: number; claimPartition: number; claimOffset: string }) => ({
    site: home,
    topic: topicOfCode(r.claimTopic).name,
    partition: r.claimPartition,
    offset: r.claimOffset,
  })
  const decidedFirst = history.rows[0]?.decidedAt ?? row.decidedAt
  const [file, attempts, event, relayedBy, booking] = await Promise.all([
    item.fileId ? readFileRecord(pool, item.fileId) : null,
    item.fileId ? readAttempts(pool, item.fileId) : [],
    readUsageEvent(hydro, item.origin, may),
    relayedByOf(pool, row, item.origin, decidedFirst),
    item.fileId && item.rowNumber !== null ? findBookingTimes(pool, item.fileId, item.rowNumber) : null,
  ])
  const facts = {
    ...item,
    claim: claim(row),
    accountVersion: row.accountVersion,
    account,
    history: history.rows.map((h) => ({
      attempt: h.attempt,
      decision: decisionOfCode(h.decision),
      reason: reasonOfCode(h.reason),
      reasonWords: reasonWords(h.reason),
      decidedAt: iso(h.decidedAt),
      accountVersion: h.accountVersion,
      claim: claim(h),
    })),
    releaseRequested: release.rows[0]
      ? { at: iso(release.rows[0].askedAt), actor: release.rows[0].actor, why: release.rows[0].reason }
      : null,
    file: file && {
      id: file.id,
      name: file.name,
      state: file.state,
      rows: file.rows,
      openedAt: iso(file.openedAt),
      closedAt: isoOrNull(file.closedAt),
      balancedAt: isoOrNull(file.balancedAt),
      submittedAt: isoOrNull(file.submittedAt),
      importedAt: isoOrNull(file.importedAt),
    },
    times: {
      relayedBy: isoOrNull(relayedBy),
      inFileBy: isoOrNull(booking?.inFileBy ?? null),
      bookedBy: isoOrNull(booking?.bookedBy ?? null),
    },
    attempts,
    event: event.event,
    eventMissing: event.missing,
  }
  return { ...facts, timeline: passportTimeline(facts), reading: passportReading(facts) }
}

// index: dead_letter_origin
const LETTER = `
  select 1 from dead_letter
   where origin_site = $1 and origin_topic = $2 and origin_partition = $3 and origin_offset = $4 and processor = 'usage-relay' limit 1`

/** A dead letter that was redriven was relayed later than its offset was read, and nothing says when. */
const relayedByOf = async (
  pool: Pool,
  row: LineItemRow,
  origin: Passport['origin'],
  decidedAt: Date,
): Promise<Date | null> => {
  const [relayedBy, letter] = await Promise.all([
    findRelayedBy(
      pool,
      {
        site: row.originSite,
        topic: row.originTopic,
        partition: row.originPartition,
        offset: Number(row.originOffset),
      },
      decidedAt,
    ),
    pool.query(LETTER, [origin.site, origin.topic, origin.partition, origin.offset]),
  ])
  return letter.rows.length > 0 ? null : relayedBy
}

/** Claims are at the home site. Without a broker configured the rest of the passport still answers. */
const hydroHome = (hydro: () => Hydro): string => {
  try {
    return hydro().home.name
  } catch {
    return 'home'
  }
}
