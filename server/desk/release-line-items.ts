/**
 * Asks for rejected or set-aside line items to be decided again (R11), and for accepted ones whose row is proven to be
 * lost (R20). A request names the attempt that it undoes: the filter decides anew only while that is still the row's
 * attempt, so that a second request for it changes nothing.
 */
import type { CommandAnswer, LineItemSelection, ReleaseCommand } from '../../domain/api/commands.ts'
import { reasonCode } from '../../domain/reasons.ts'
import { plural } from '../../domain/words.ts'
import type { LostRow } from '../books/lost-rows.ts'
import type { Hydro } from '../kafka/client.ts'
import { type Client, inTransaction, type Pool } from '../postgres/pool.ts'
import { writeAudit } from './audit.ts'
import { COMMAND_ROWS_MAX } from './change-dead-letters.ts'
import { findLosses, type Losses, NO_LOSSES } from './find-losses.ts'

const RETRY_TOPIC = 'submission-filter.retry'

// index: line_item_*_pkey, placement_*_pkey; the ids are constants with constant bounds, so only their months are looked at (R8)
const BY_IDS = `
  select case when r.line_item_id is not null then 'is asked for already'
              when l.decision <> 1 or l.id = any($4::uuid[]) then ''
              when exists (select from placement p where p.line_item_id = l.id and p.attempt = l.attempt
                                                     and p.line_item_id >= $2::uuid and p.line_item_id <= $3::uuid)
              then 'is accepted and has its row in a file: it is not lost'
              else $5 end as why,
         count(*)::int as count
    from line_item l left join release_request r on r.line_item_id = l.id and r.attempt = l.attempt
   where l.id = any($1::uuid[]) and l.id >= $2::uuid and l.id <= $3::uuid
   group by 1`
// index: line_item_rejected (reason, id), of which alone all of a reason are counted; with an account line_item_*_account.
// What is asked for already is counted from the requests, which are few that are still of the row's attempt.
const BY_REASON = `
  with chosen as (
    select count(*)::int as count from line_item l
     where l.decision = 2 and l.reason = $1 and ($2::bigint is null or l.account_id = $2)
  ), asked as (
    select count(*)::int as count from release_request r join line_item l on l.id = r.line_item_id and l.attempt = r.attempt
     where l.decision = 2 and l.reason = $1 and ($2::bigint is null or l.account_id = $2)
  )
  select found.* from chosen c, asked a,
         lateral (values ('', c.count - a.count), ('is asked for already', a.count)) found (why, count)
   where found.count > 0`
const ASK_IDS = `
  insert into release_request (line_item_id, attempt, actor, reason)
  select l.id, l.attempt, $4, $5 from line_item l
   where l.id = any($1::uuid[]) and l.id >= $2::uuid and l.id <= $3::uuid and l.decision in (2, 3)
   order by l.id
  on conflict do nothing returning line_item_id`
// Locked in the order of ids and looked at once more: still the decision that was proven to have no row, and still without.
const ASK_LOST = `
  with lost as (
    select l.id, l.attempt, proof.books_to
      from line_item l
      join unnest($1::uuid[], $4::smallint[], $5::smallint[], $6::int[], $7::bigint[], $8::bigint[])
           as proof (id, attempt, topic, partition, at, books_to) on proof.id = l.id
     where l.id = any($1::uuid[]) and l.id >= $2::uuid and l.id <= $3::uuid and l.decision = 1
       and (l.attempt, l.decided_by_topic, l.decided_by_partition, l.decided_by_offset)
           = (proof.attempt, proof.topic, proof.partition, proof.at)
       and not exists (select from placement p where p.line_item_id = l.id and p.attempt = l.attempt
                                                 and p.line_item_id >= $2::uuid and p.line_item_id <= $3::uuid)
     order by l.id for update of l
  )
  insert into release_request (line_item_id, attempt, actor, reason, lost_books_to)
  select id, attempt, $9, $10, books_to from lost order by id
  on conflict do nothing returning line_item_id`
const ASK_REASON = `
  insert into release_request (line_item_id, attempt, actor, reason)
  select l.id, l.attempt, $3, $4 from line_item l
   where l.decision = 2 and l.reason = $1 and ($2::bigint is null or l.account_id = $2)
     and not exists (select from release_request r where r.line_item_id = l.id and r.attempt = l.attempt)
   order by l.id limit $5
  on conflict do nothing returning line_item_id`

type Found = { why: string; count: number }
/** What is chosen: `ids` sorted, none where a reason is. */
type Chosen = { readonly select: LineItemSelection; readonly ids: string[]; readonly losses: Losses }
/** How many were asked for, and how many of them to repair a loss. */
type Asked = { readonly acted: number; readonly repaired: number }

const count = async (tx: Client, { select, ids, losses }: Chosen): Promise<Found[]> => {
  const found =
    'ids' in select
      ? (await tx.query<Found>(BY_IDS, [ids, ids[0], ids.at(-1), losses.lost.map(({ id }) => id), losses.others])).rows
      : (await tx.query<Found>(BY_REASON, [reasonCode(select.reason), select.accountId ?? null])).rows
  const unknown = 'ids' in select ? ids.length - found.reduce((sum, f) => sum + f.count, 0) : 0
  return unknown > 0 ? [...found, { why: 'is not known', count: unknown }] : found
}

const askLost = async (tx: Client, lost: readonly LostRow[], actor: string, why: string): Promise<number> => {
  if (lost.length === 0) return 0
  const sorted = lost.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const asked = await tx.query(ASK_LOST, [
    sorted.map(({ id }) => id),
    sorted[0]!.id,
    sorted.at(-1)!.id,
    sorted.map(({ attempt }) => attempt),
    sorted.map(({ topic }) => topic),
    sorted.map(({ partition }) => partition),
    sorted.map(({ offset }) => offset),
    sorted.map(({ booksTo }) => booksTo),
    actor,
    why,
  ])
  return asked.rowCount ?? 0
}

const ask = async (tx: Client, { select, ids, losses }: Chosen, actor: string, why: string): Promise<Asked> => {
  if ('ids' in select) {
    const repaired = await askLost(tx, losses.lost, actor, why)
    const released = await tx.query(ASK_IDS, [ids, ids[0], ids.at(-1), actor, why])
    return { acted: repaired + (released.rowCount ?? 0), repaired }
  }
  const values = [reasonCode(select.reason), select.accountId ?? null, actor, why, COMMAND_ROWS_MAX]
  return { acted: (await tx.query(ASK_REASON, values)).rowCount ?? 0, repaired: 0 }
}

export const releaseLineItems = async (
  pool: Pool,
  hydro: () => Hydro,
  actor: string,
  command: ReleaseCommand,
): Promise<CommandAnswer> => {
  const { select } = command
  const ids = 'ids' in select ? [...new Set(select.ids)].sort() : []
  const losses = ids.length > 0 ? await findLosses(pool, hydro, ids) : NO_LOSSES
  return inTransaction(pool, (tx) => release(tx, actor, { select, ids, losses }, command))
}

const release = async (
  tx: Client,
  actor: string,
  chosen: Chosen,
  { dryRun, why }: ReleaseCommand,
): Promise<CommandAnswer> => {
  const found = await count(tx, chosen)
  const selected = found.reduce((sum, f) => sum + f.count, 0)
  const ready = found.find((f) => f.why === '')?.count ?? 0
  const lost = chosen.losses.lost.length
  const { acted, repaired } = dryRun
    ? { acted: ready, repaired: Math.min(ready, lost) }
    : await ask(tx, chosen, actor, why)
  const skipped = found.filter((f) => f.why !== '')
  const left = Math.max(0, ready - acted)
  const more = left > 0 && acted === COMMAND_ROWS_MAX
  if (left > 0)
    skipped.push({ why: more ? `is more than ${COMMAND_ROWS_MAX} at once` : 'changed in the meantime', count: left })
  const auditId =
    dryRun || acted === 0
      ? null
      : await writeAudit(tx, {
          actor,
          action: repaired === acted ? 'repair' : 'release',
          subject: plural(acted, 'line item'),
          why,
          detail: { select: chosen.select, acted, ...(repaired > 0 && { repaired }) },
        })
  return {
    dryRun,
    selected,
    acted,
    skipped,
    to: acted > 0 ? [{ topic: RETRY_TOPIC, count: acted }] : [],
    more,
    words: `${plural(acted, 'line item')} ${dryRun ? 'would be decided again' : 'will be decided again'}, each once.`,
    auditId,
  }
}
