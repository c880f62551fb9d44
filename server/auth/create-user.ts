/** Makes a user with a role. Without a password of the caller's, one is made up and told once. */
import type { CreateUserCommand } from '../../domain/api/users.ts'
import { ApiProblem } from '../api/problem.ts'
import { writeAudit } from '../desk/audit.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'
import { hashOf, newPassword, setPassword } from './passwords.ts'

const INSERT = `
  insert into auth_user (email, name, role) values ($1, $2, $3) on conflict (email) do nothing returning id`

export const createUser = async (
  pool: Pool,
  actor: string,
  command: CreateUserCommand,
  password = newPassword(),
): Promise<{ id: string; email: string; password: string; auditId: string }> => {
  const hash = await hashOf(password)
  return inTransaction(pool, async (tx) => {
    const { email, role, why } = command
    const { rows } = await tx.query<{ id: string }>(INSERT, [email, command.name || email, role])
    if (!rows[0])
      throw new ApiProblem(
        'conflict',
        `There is a user ${email} already. Nothing was changed; change its role instead.`,
      )
    const { id } = rows[0]
    await setPassword(tx, id, hash)
    const auditId = await writeAudit(tx, { actor, action: 'create user', subject: email, why, detail: { id, role } })
    return { id, email, password, auditId }
  })
}
