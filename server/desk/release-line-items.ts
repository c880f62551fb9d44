/**
 * Asks for rejected or set-aside line items to be decided again (R11). A request names the attempt that it undoes: the
 * filter decides anew only while that is still the row's attempt, so that a second request for it changes nothing.
 */
import type { CommandAnswer, LineItemSelection, ReleaseCommand } from '../../domain/api/commands.ts'
import { reasonCode } from '../../domain/reasons.ts'
import { type Client, inTransaction, type Pool } from '../postgres/pool.ts'
import { plural, writeAudit } from './audit.ts'
import { COMMAND_ROWS_MAX } from './change-dead-letters.ts'

const RETRY_TOPIC = 'submission-filter.retry'

// index: line_item_*_pkey; the ids are constants with constant bounds, so only their months are looked at (R8)
const BY_IDS = `
  select case when l.decision = 1 then 'is accepted' when r.line_item_id is not null then 'is asked for already' else '' end as why,
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
const ASK_REASON = `
  insert into release_request (line_item_id, attempt, actor, reason)
  select l.id, l.attempt, $3, $4 from line_item l
   where l.decision = 2 and l.reason = $1 and ($2::bigint is null or l.account_id = $2)
     and not exists (select from release_request r where r.line_item_id = l.id and r.attempt = l.attempt)
   order by l.id limit $5
  on conflict do nothing returning line_item_id`

type Found = { why: string; count: number }

const count = async (tx: Client, select: LineItemSelection, ids: string[]): Promise<Found[]> => {
  const found =
    'ids' in select
      ? (await tx.query<Found>(BY_IDS, [ids, ids[0], ids.at(-1)])).rows
      : (await tx.query<Found>(BY_REASON, [reasonCode(select.reason), select.accountId ?? null])).rows
  const unknown = 'ids' in select ? ids.length - found.reduce((sum, f) => sum + f.count, 0) : 0
  return unknown > 0 ? [...found, { why: 'is not known', count: unknown }] : found
}

const ask = async (
  tx: Client,
  select: LineItemSelection,
  ids: string[],
  actor: string,
  why: string,
): Promise<number> => {
  const asked =
    'ids' in select
      ? await tx.query(ASK_IDS, [ids, ids[0], ids.at(-1), actor, why])
      : await tx.query(ASK_REASON, [reasonCode(select.reason), select.accountId ?? null, actor, why, COMMAND_ROWS_MAX])
  return asked.rowCount ?? 0
}

export const releaseLineItems = (pool: Pool, actor: string, command: ReleaseCommand): Promise<CommandAnswer> =>
  inTransaction(pool, async (tx) => {
    const { select, dryRun, why } = command
    const ids = 'ids' in select ? [...new Set(select.ids)].sort() : []
    const found = await count(tx, select, ids)
    const selected = found.reduce((sum, f) => sum + f.count, 0)
    const ready = found.find((f) => f.why === '')?.count ?? 0
    const acted = dryRun ? ready : await ask(tx, select, ids, actor, why)
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
            action: 'release',
            subject: plural(acted, 'line item'),
            why,
            detail: { select, acted },
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
  })
