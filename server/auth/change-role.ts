/** Gives a user another role. It holds from their next request on, for sessions and keys alike. */
import type { ChangeRoleCommand, UserAnswer } from '../../domain/api/users.ts'
import { writeAudit } from '../desk/audit.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'
import { lockUser, lockUserButLastAdmin } from './locked-user.ts'

const CHANGE = 'update auth_user set role = $2, updated_at = now() where id = $1'

export const changeRole = (pool: Pool, actor: string, { id, role, why }: ChangeRoleCommand): Promise<UserAnswer> =>
  inTransaction(pool, async (tx) => {
    const user = role === 'admin' ? await lockUser(tx, id) : await lockUserButLastAdmin(tx, id)
    await tx.query(CHANGE, [id, role])
    const auditId = await writeAudit(tx, {
      actor,
      action: 'change role',
      subject: user.email,
      why,
      detail: { id, from: user.role, to: role },
    })
    return { email: user.email, words: `${user.email} is ${role} now, was ${user.role}.`, auditId }
  })
