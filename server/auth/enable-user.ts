/** Lets a disabled user in again, with the password and the keys that they had. */
import type { UserAnswer, UserCommand } from '../../domain/api/users.ts'
import { writeAudit } from '../desk/audit.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'
import { lockUser } from './locked-user.ts'

const ENABLE = 'update auth_user set disabled_at = null, updated_at = now() where id = $1'

export const enableUser = (pool: Pool, actor: string, { id, why }: UserCommand): Promise<UserAnswer> =>
  inTransaction(pool, async (tx) => {
    const user = await lockUser(tx, id)
    await tx.query(ENABLE, [id])
    const auditId = await writeAudit(tx, { actor, action: 'enable user', subject: user.email, why, detail: { id } })
    return { email: user.email, words: `${user.email} may sign in again; their keys work again.`, auditId }
  })
