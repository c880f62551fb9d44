/** Keeps a user out, from this moment on: sessions end, keys and sign-in are refused. Nothing that they did is lost. */
import type { UserAnswer, UserCommand } from '../../domain/api/users.ts'
import { plural } from '../../domain/words.ts'
import { writeAudit } from '../desk/audit.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'
import { lockUserButLastAdmin } from './locked-user.ts'

const DISABLE = 'update auth_user set disabled_at = coalesce(disabled_at, now()), updated_at = now() where id = $1'
const END = 'delete from auth_session where user_id = $1'

export const disableUser = (pool: Pool, actor: string, { id, why }: UserCommand): Promise<UserAnswer> =>
  inTransaction(pool, async (tx) => {
    const user = await lockUserButLastAdmin(tx, id)
    await tx.query(DISABLE, [id])
    const sessions = (await tx.query(END, [id])).rowCount ?? 0
    const auditId = await writeAudit(tx, {
      actor,
      action: 'disable user',
      subject: user.email,
      why,
      detail: { id, sessions },
    })
    return {
      email: user.email,
      words: `${user.email} is disabled: ${plural(sessions, 'session')} ended, and no key of theirs works.`,
      auditId,
    }
  })
