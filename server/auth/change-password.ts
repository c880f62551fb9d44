/** A person's own new password: the old one is asked for, and every other session of theirs ends. */
import type { ChangePasswordCommand, OwnAnswer } from '../../domain/api/users.ts'
import { plural } from '../../domain/words.ts'
import { ApiProblem } from '../api/problem.ts'
import { writeAudit } from '../desk/audit.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'
import { forgetAttempt, takeAttempt } from './attempts.ts'
import { onlyPeople } from './only-people.ts'
import { hashOf, isPassword, setPassword } from './passwords.ts'
import type { Actor } from './who-asks.ts'

const HASH = `select password from auth_account where user_id = $1 and provider_id = 'credential'`
const END_OTHERS = 'delete from auth_session where user_id = $1 and id <> $2'

export const changePassword = async (
  pool: Pool,
  actor: Actor,
  address: string,
  { current, next }: ChangePasswordCommand,
): Promise<OwnAnswer> => {
  const session = onlyPeople(actor, 'A key does not change a password.')
  // A session left open must not become a way to guess the password.
  const { waitSeconds } = await takeAttempt(pool, actor.name, address)
  if (waitSeconds > 0)
    throw new ApiProblem(
      'too_many_attempts',
      `Too many wrong passwords. Nothing was changed; try again in ${waitSeconds} s.`,
      undefined,
      waitSeconds,
    )
  const { rows } = await pool.query<{ password: string | null }>(HASH, [actor.userId])
  if (!rows[0]?.password || !(await isPassword(rows[0].password, current)))
    throw new ApiProblem('wrong_credentials', 'The current password is wrong. Nothing was changed.')
  const hash = await hashOf(next)
  const answer = await inTransaction(pool, async (tx) => {
    await setPassword(tx, actor.userId, hash)
    const sessions = (await tx.query(END_OTHERS, [actor.userId, session])).rowCount ?? 0
    const auditId = await writeAudit(tx, {
      actor: actor.name,
      action: 'change password',
      subject: actor.name,
      why: '',
      detail: { sessions },
    })
    return {
      words: `The password is changed; ${plural(sessions, 'other session')} ended. This one goes on.`,
      auditId,
    }
  })
  await forgetAttempt(pool, actor.name, address)
  return answer
}
