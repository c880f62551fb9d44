/** Ends one of a person's own sessions, or all but the one that asks. */
import type { EndSessionsCommand, OwnAnswer } from '../../domain/api/users.ts'
import { plural } from '../../domain/words.ts'
import { writeAudit } from '../desk/audit.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'
import { onlyPeople } from './only-people.ts'
import type { Actor } from './who-asks.ts'

// index: auth_session_user
const END = 'delete from auth_session where user_id = $1 and id <> $2 and ($3::text is null or id = $3)'

export const endSessions = (pool: Pool, actor: Actor, command: EndSessionsCommand): Promise<OwnAnswer> => {
  const session = onlyPeople(actor, 'A key ends no sessions.')
  return inTransaction(pool, async (tx) => {
    const ended = (await tx.query(END, [actor.userId, session, command.id ?? null])).rowCount ?? 0
    const auditId =
      ended === 0
        ? null
        : await writeAudit(tx, {
            actor: actor.name,
            action: 'end sessions',
            subject: plural(ended, 'own session'),
            why: '',
            detail: { ended },
          })
    return { words: `${plural(ended, 'session')} ended. This one goes on.`, auditId }
  })
}
