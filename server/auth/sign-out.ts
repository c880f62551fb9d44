/** Ends the session that asks, and its cookie. */
import { writeAudit } from '../desk/audit.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'
import type { Auth } from './auth.ts'
import { onlyPeople } from './only-people.ts'
import type { Actor } from './who-asks.ts'

const END = 'delete from auth_session where id = $1'

/** Answers the cookies that forget it. */
export const signOut = async (pool: Pool, auth: Auth, headers: Headers, actor: Actor): Promise<string[]> => {
  const session = onlyPeople(actor, 'A key has no session to end.')
  await inTransaction(pool, async (tx) => {
    await tx.query(END, [session])
    await writeAudit(tx, { actor: actor.name, action: 'sign out', subject: actor.name, why: '', detail: {} })
  })
  const { headers: answered } = await auth.api.signOut({ headers, returnHeaders: true })
  return answered.getSetCookie()
}
