/** The user that a command is about, locked; and the rule that somebody can always manage users. */
import type { Role } from '../../domain/roles.ts'
import { ApiProblem, notFound } from '../api/problem.ts'
import type { Client } from '../postgres/pool.ts'

export type LockedUser = {
  readonly id: string
  readonly email: string
  readonly role: Role
  readonly disabledAt: Date | null
}

// All enabled admins are locked first, in one order: two admins who disable each other cannot both succeed.
const ADMINS = `select id from auth_user where role = 'admin' and disabled_at is null order by id for update`
// index: auth_user_pkey
const ONE = `select id, email, role, disabled_at as "disabledAt" from auth_user where id = $1 for update`

export const lockUser = async (tx: Client, id: string): Promise<LockedUser> => {
  const { rows } = await tx.query<LockedUser>(ONE, [id])
  if (!rows[0]) throw notFound(`No user has the id ${id}. Nothing was changed.`)
  return rows[0]
}

/** Before an admin stops being one. */
export const lockUserButLastAdmin = async (tx: Client, id: string): Promise<LockedUser> => {
  const { rows } = await tx.query<{ id: string }>(ADMINS)
  const user = await lockUser(tx, id)
  if (rows.length === 1 && rows[0]?.id === id)
    throw new ApiProblem(
      'conflict',
      `${user.email} is the last admin: without one nobody could manage users. Nothing was changed; make another admin first.`,
    )
  return user
}
