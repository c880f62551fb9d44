/** What redriving and discarding have in common: which dead letters are meant, and moving the open ones, once. */
import type { CommandAnswer, DeadLetterSelection } from '../../domain/api/commands.ts'
import { placeText, readPlace } from '../../domain/partition-place.ts'
import type { Client } from '../postgres/pool.ts'

/** Rows that one command moves: its transaction must end well within 15 s. More are a second command. */
export const COMMAND_ROWS_MAX = 50_000

export type DeadLetterCount = { readonly processor: string; readonly state: string; readonly count: number }

type Where = {
  readonly ids: string[] | null
  readonly processor: string | null
  readonly fingerprint: string | null
  readonly site: string | null
  readonly topic: string | null
  readonly partition: number | null
}
const ANYWHERE = { site: null, topic: null, partition: null }

export const whereOf = (select: DeadLetterSelection): Where =>
  'ids' in select
    ? { ids: [...new Set(select.ids)], processor: null, fingerprint: null, ...ANYWHERE }
    : {
        ids: null,
        processor: select.processor,
        fingerprint: select.fingerprint ?? null,
        ...(readPlace(select.source) ?? ANYWHERE),
      }

// index: dead_letter_pkey
const COUNT_IDS = `
  select processor, state, count(*)::int as count from dead_letter where id = any($1::bigint[]) group by processor, state`
// Causes and partitions are counted beside the letters (decision 30). index: dead_letter_sum_pkey
const COUNT_CAUSES = `
  select c.processor, s.state, sum(s.letters)::int as count
    from dead_letter_count c
   cross join lateral (values ('open', c.open), ('redriving', c.redriving), ('redriven', c.redriven), ('discarded', c.discarded)) s (state, letters)
   where c.scope = $3 and c.processor = $1 and ($2::text is null or c.fingerprint = $2) and s.letters > 0
   group by c.processor, s.state`
// index: dead_letter_pkey or dead_letter_open (processor, fingerprint, id). Locked in the order of ids (R8); whoever
// comes second finds them no longer open.
const MOVE = `
  with picked as (
    select id from dead_letter
     where state = 'open' and ($1::bigint[] is null or id = any($1)) and ($2::text is null or processor = $2)
       and ($3::text is null or fingerprint = $3) and ($7::text[] is null or processor = any($7))
       and ($9::text is null or (source_site = $9 and source_topic = $10 and source_partition = $11))
     order by id limit $8 for update
  )
  update dead_letter d set state = $4, state_changed_at = now(), state_actor = $5, state_reason = $6
    from picked where d.id = picked.id
  returning d.processor`

const placeOf = ({ site, topic, partition }: Where) => [site, topic, partition]
const scopeOf = ({ site, topic, partition }: Where): string =>
  site === null || topic === null || partition === null ? '' : placeText({ site, topic, partition })

export const countDeadLetters = async (tx: Client, where: Where): Promise<DeadLetterCount[]> =>
  (where.ids
    ? await tx.query<DeadLetterCount>(COUNT_IDS, [where.ids])
    : await tx.query<DeadLetterCount>(COUNT_CAUSES, [where.processor, where.fingerprint, scopeOf(where)])
  ).rows

/** Moves open ones to `state`; answers how many of each processor. */
export const moveOpen = async (
  tx: Client,
  where: Where,
  to: {
    readonly state: 'redriving' | 'discarded'
    readonly actor: string
    readonly why: string
    readonly processors: readonly string[] | null
  },
): Promise<Map<string, number>> => {
  const { rows } = await tx.query<{ processor: string }>(MOVE, [
    where.ids,
    where.processor,
    where.fingerprint,
    to.state,
    to.actor,
    to.why,
    to.processors,
    COMMAND_ROWS_MAX,
    ...placeOf(where),
  ])
  const moved = new Map<string, number>()
  for (const { processor } of rows) moved.set(processor, (moved.get(processor) ?? 0) + 1)
  return moved
}

const WHY_SKIPPED: Readonly<Record<string, string>> = {
  redriving: 'is being redriven already',
  redriven: 'was redriven already',
  discarded: 'was discarded',
}

/** Why what was selected was left alone; the numbers add up to selected − acted. */
export const skippedOf = (
  counts: readonly DeadLetterCount[],
  where: Where,
  acts: (count: DeadLetterCount) => string | null,
): CommandAnswer['skipped'] => {
  const skipped = new Map<string, number>()
  const skip = (why: string, count: number) => count > 0 && skipped.set(why, (skipped.get(why) ?? 0) + count)
  for (const count of counts) {
    const why = count.state === 'open' ? acts(count) : (WHY_SKIPPED[count.state] ?? `is ${count.state}`)
    if (why) skip(why, count.count)
  }
  const found = counts.reduce((sum, count) => sum + count.count, 0)
  if (where.ids) skip('is not known', where.ids.length - found)
  return [...skipped].map(([why, count]) => ({ why, count }))
}
