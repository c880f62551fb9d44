/**
 * Dead letters are counted beside their rows (decision 30): every statement on them appends what it changed to
 * `dead_letter_delta`, and this adds it to `dead_letter_sum`. It may happen at any time or never: `dead_letter_count` is
 * the sum of both, and only takes longer to read.
 */
import { LETTER_DELTAS_MAX } from '../limits.ts'
import { ADVISORY_LOCKS } from '../postgres/advisory-locks.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'

const WAITS = 'select count(*)::int as waits from (select from dead_letter_delta limit $1) d'
/**
 * So many at once are a storm: Postgres' figures are of the table before it, by which another index of the cause is as good as
 * dead_letter_cause_account, and 20,000 letters took more than 15 s instead of one. autovacuum looks once a minute.
 */
const STORM = 1_000
const LOCK = 'select pg_try_advisory_xact_lock($1) as locked'
// One statement, so that letters and deltas are of one snapshot: of an account's letters, those less the pending ones are in
// the sums. Rows are told by ctid, as nobody changes one and this alone deletes them. index: dead_letter_cause_account
const FOLD = `
  with taken as materialized (
    select ctid as at, * from dead_letter_delta limit $1
  ), gone as (
    delete from dead_letter_delta d using taken t where d.ctid = t.at
  ), states as (
    select s.scope, t.processor, t.fingerprint, coalesce(sum(letters) filter (where state = 'open'), 0) as open,
           coalesce(sum(letters) filter (where state = 'redriving'), 0) as redriving,
           coalesce(sum(letters) filter (where state = 'redriven'), 0) as redriven,
           coalesce(sum(letters) filter (where state = 'discarded'), 0) as discarded
      from taken t
     cross join lateral (values ('' collate "C"), ('@' || t.origin_site),
                                (t.source_topic || ':' || t.source_partition || '@' || t.source_site)) s (scope)
     group by 1, 2, 3
  ), pending as (
    select processor, fingerprint, source_site, source_topic, source_partition, account_id, letters, letters as folded
      from taken where account_id is not null
    union all
    select processor, fingerprint, source_site, source_topic, source_partition, account_id, letters, 0
      from dead_letter_delta d where account_id is not null and not exists (select from taken t where t.at = d.ctid)
  ), pairs as (
    select s.scope, s.site, s.topic, s.partition, p.processor, p.fingerprint, p.account_id,
           sum(p.letters)::bigint as pending, sum(p.folded)::bigint as folded
      from pending p
     cross join lateral (values ('' collate "C", null, null, null),
                                (p.source_topic || ':' || p.source_partition || '@' || p.source_site, p.source_site,
                                 p.source_topic, p.source_partition)) s (scope, site, topic, partition)
     group by 1, 2, 3, 4, 5, 6, 7 having sum(p.folded) <> 0
  ), accounts as (
    select p.scope, p.processor, p.fingerprint,
           sum((n.letters > p.pending - p.folded)::int - (n.letters > p.pending)::int) as accounts
      from pairs p
     cross join dead_letters_of(p.processor, p.fingerprint, p.account_id, p.site, p.topic, p.partition,
                                greatest(p.pending, p.pending - p.folded, 0) + 1) n
     group by 1, 2, 3
  ), summed as (
    insert into dead_letter_sum as s (scope, processor, fingerprint, open, redriving, redriven, discarded, accounts)
    select scope, processor, fingerprint, open, redriving, redriven, discarded,
           case when left(scope, 1) <> '@' then coalesce(accounts, 0) end
      from states left join accounts using (scope, processor, fingerprint)
    on conflict (scope, processor, fingerprint) do update set
      open = s.open + excluded.open, redriving = s.redriving + excluded.redriving, redriven = s.redriven + excluded.redriven,
      discarded = s.discarded + excluded.discarded, accounts = s.accounts + excluded.accounts
  )
  select count(*)::int as folded from taken`

/** Gives how many deltas were folded; `limit` of them at most, so that the transaction ends well within 15 s. */
export const foldLetterCounts = async (pool: Pool, limit = LETTER_DELTAS_MAX): Promise<number> => {
  // Nearly always there is nothing: one look instead of a transaction.
  const { rows } = await pool.query<{ waits: number }>(WAITS, [STORM])
  const waits = rows[0]?.waits ?? 0
  if (waits === 0) return 0
  if (waits === STORM) await pool.query('analyze dead_letter, dead_letter_delta')
  return inTransaction(pool, async (tx) => {
    // Two desks would delete the same deltas, and the second would wait for nothing.
    const { rows: locks } = await tx.query<{ locked: boolean }>(LOCK, [ADVISORY_LOCKS.foldLetterCounts])
    if (!locks[0]?.locked) return 0
    return (await tx.query<{ folded: number }>(FOLD, [limit])).rows[0]!.folded
  })
}
