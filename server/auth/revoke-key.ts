/** Ends a key for good. Whoever has it is refused at the next request. */
import type { UserAnswer } from '../../domain/api/users.ts'
import { notFound } from '../api/problem.ts'
import { writeAudit } from '../desk/audit.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'

// index: auth_api_key_pkey
const REVOKE = `
  with gone as (delete from auth_api_key where id = $1 and ($2::text is null or reference_id = $2) returning name, reference_id)
  select gone.name, u.email from gone join auth_user u on u.id = gone.reference_id`

export const revokeKey = (
  pool: Pool,
  actor: string,
  /** `ownerId`: only a key of this user. */
  { id, ownerId, why }: { readonly id: string; readonly ownerId: string | null; readonly why: string },
): Promise<UserAnswer> =>
  inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ name: string; email: string }>(REVOKE, [id, ownerId])
    if (!rows[0]) throw notFound('There is no such key: it was revoked already, or is of somebody else.')
    const { name, email } = rows[0]
    const auditId = await writeAudit(tx, {
      actor,
      action: 'revoke key',
      subject: `${name} of ${email}`,
      why,
      detail: { id },
    })
    return { email, words: `The key ${name} of ${email} is revoked.`, auditId }
  })
