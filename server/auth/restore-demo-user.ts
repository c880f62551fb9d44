/**
 * Makes a demo user what `npm start` says it is: there, enabled, with its role, password and key. What is so already is
 * left alone; what somebody changed while trying the demo is changed back, with its row in the audit log.
 */
import { defaultKeyHasher } from '@better-auth/api-key'
import { writeAudit } from '../desk/audit.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'
import { changeRole } from './change-role.ts'
import { createKey } from './create-key.ts'
import { createUser } from './create-user.ts'
import type { DemoUser } from './demo-users.ts'
import { enableUser } from './enable-user.ts'
import { hashOf, isPassword, setPassword } from './passwords.ts'

const ACTOR = 'local'
const WHY = 'npm start: the users of the demo'

const FIND = `
  select u.id, u.role, u.disabled_at as "disabledAt", a.password,
         exists (select from auth_api_key k where k.reference_id = u.id and k.key = $2) as "hasKey"
    from auth_user u left join auth_account a on a.user_id = u.id and a.provider_id = 'credential'
   where u.email = $1`
type Found = { id: string; role: string; disabledAt: Date | null; password: string | null; hasKey: boolean }

export const restoreDemoUser = async (pool: Pool, { email, role, password, apiKey }: DemoUser): Promise<void> => {
  const { rows } = await pool.query<Found>(FIND, [email, await defaultKeyHasher(apiKey)])
  const found = rows[0]
  const id = found?.id ?? (await createUser(pool, ACTOR, { email, name: '', role, why: WHY }, password)).id
  if (found?.disabledAt) await enableUser(pool, ACTOR, { id, why: WHY })
  if (found && found.role !== role) await changeRole(pool, ACTOR, { id, role, why: WHY })
  if (found && !(found.password && (await isPassword(found.password, password)))) {
    const hash = await hashOf(password)
    await inTransaction(pool, async (tx) => {
      await setPassword(tx, id, hash)
      await writeAudit(tx, { actor: ACTOR, action: 'reset password', subject: email, why: WHY, detail: { id } })
    })
  }
  if (!found?.hasKey) await createKey(pool, ACTOR, { userId: id, name: 'demo', days: null, why: WHY }, apiKey)
}
