/** Who asks? */
import type { Me } from '../../domain/api/users.ts'
import type { Actor } from '../auth/who-asks.ts'
import type { Pool } from '../postgres/pool.ts'

const NAME = 'select name from auth_user where id = $1'

export const readMe = async (pool: Pool, actor: Actor): Promise<Me> => {
  const { rows } = await pool.query<{ name: string }>(NAME, [actor.userId])
  return {
    id: actor.userId,
    email: actor.name,
    name: rows[0]?.name ?? actor.name,
    role: actor.role,
    by: 'session' in actor.by ? 'session' : 'key',
  }
}
