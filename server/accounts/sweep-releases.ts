/**
 * R11: releases *account not known* and *no Zuora account* when the cause is gone; every other reason waits for a person.
 * Accounts that changed lately are looked at each time, because the filter may have decided on facts some seconds old;
 * all of them now and then, because an outage may have lasted longer than "lately".
 */
import { DECISION_CODE } from '../../domain/file-states.ts'
import { reasonCode } from '../../domain/reasons.ts'
import type { Pool } from '../postgres/pool.ts'

/** Line items asked to be released in one sweep; the next one goes on. */
const SWEEP_MAX = 5_000
const LATELY_SECONDS = 120
const ALL_INTERVAL_MS = 300_000

let sweptAllAt = Number.NEGATIVE_INFINITY

// index: line_item_*_sweep, per account. The decision used an older version than the account has now, so it may differ.
const SWEEP = `
  insert into release_request (line_item_id, attempt, actor, reason)
  select l.id, l.attempt, 'account-directory', 'the account has what the line item waited for'
    from account a join line_item l on l.account_id = a.id
   where l.reason in (1, 2) and l.decision = $1 and l.account_version < a.version
     and (l.reason = $2 or a.zuora_account_number <> '')
     and ($3 or a.changed_at > now() - make_interval(secs => $4))
     and not exists (select 1 from release_request r where r.line_item_id = l.id and r.attempt = l.attempt)
   limit $5
  on conflict do nothing`

/** How many line items it asked to be released. */
export const sweepReleases = async (pool: Pool): Promise<number> => {
  const all = performance.now() - sweptAllAt > ALL_INTERVAL_MS
  const { rowCount } = await pool.query(SWEEP, [
    DECISION_CODE.rejected,
    reasonCode('account_not_known'),
    all,
    LATELY_SECONDS,
    SWEEP_MAX,
  ])
  if (all) sweptAllAt = performance.now()
  return rowCount ?? 0
}
