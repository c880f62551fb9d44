/** Makes up a new password for a user, tells it once, and ends their sessions. */
import type { ResetPasswordAnswer, UserCommand } from '../../domain/api/users.ts'
import { plural } from '../../domain/words.ts'
import { writeAudit } from '../desk/audit.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'
import { lockUser } from './locked-user.ts'
import { hashOf, newPassword, setPassword } from './passwords.ts'

const END = 'delete from auth_session where user_id = $1'

export const resetPassword = async (
  pool: Pool,
  actor: string,
  { id, why }: UserCommand,
): Promise<ResetPasswordAnswer> => {
  const password = newPassword()
  const hash = await hashOf(password)
  return inTransaction(pool, async (tx) => {
    const user = await lockUser(tx, id)
    await setPassword(tx, id, hash)
    const sessions = (await tx.query(END, [id])).rowCount ?? 0
    const auditId = await writeAudit(tx, {
      actor,
      action: 'reset password',
      subject: user.email,
      why,
      detail: { id, sessions },
    })
    return {
      email: user.email,
      password,
      words: `${user.email} has a new password; ${plural(sessions, 'session')} ended.`,
      auditId,
    }
  })
}
