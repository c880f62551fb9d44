/** Makes an API key. It is told once; only its hash is kept, in the plugin's format. */
import { defaultKeyHasher } from '@better-auth/api-key'
import { generateRandomString } from 'better-auth/crypto'
import type { CreateKeyAnswer } from '../../domain/api/users.ts'
import { ApiProblem } from '../api/problem.ts'
import { writeAudit } from '../desk/audit.ts'
import { KEYS_PER_USER_MAX } from '../limits.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'
import { KEY_PREFIX } from './auth.ts'
import { lockUser } from './locked-user.ts'

const KEY_LETTERS = 64
/** Enough to tell keys apart, too little to guess one. */
const START_CHARS = KEY_PREFIX.length + 4

// index: auth_api_key_owner
const COUNT = 'select count(*)::int as count from auth_api_key where reference_id = $1'
const INSERT = `
  insert into auth_api_key (reference_id, name, key, start, prefix, expires_at)
  values ($1, $2, $3, $4, $5, now() + make_interval(days => $6)) returning id, expires_at as "expiresAt"`

export const newKey = (): string => `${KEY_PREFIX}${generateRandomString(KEY_LETTERS, 'a-z', 'A-Z')}`

export const createKey = async (
  pool: Pool,
  actor: string,
  command: {
    readonly userId: string
    readonly name: string
    /** null: until it is revoked. */
    readonly days: number | null
    readonly why: string
  },
  key = newKey(),
): Promise<CreateKeyAnswer> => {
  const hash = await defaultKeyHasher(key)
  return inTransaction(pool, async (tx) => {
    const { userId, name, days, why } = command
    const user = await lockUser(tx, userId)
    const { rows: counted } = await tx.query<{ count: number }>(COUNT, [userId])
    if (counted[0]!.count >= KEYS_PER_USER_MAX)
      throw new ApiProblem(
        'conflict',
        `${user.email} has ${KEYS_PER_USER_MAX} keys, the most that one may have. Nothing was made; revoke one that is not used.`,
      )
    const { rows } = await tx.query<{ id: string; expiresAt: Date | null }>(INSERT, [
      userId,
      name,
      hash,
      key.slice(0, START_CHARS),
      KEY_PREFIX,
      days,
    ])
    const { id, expiresAt } = rows[0]!
    const auditId = await writeAudit(tx, {
      actor,
      action: 'create key',
      subject: `${name} of ${user.email}`,
      why,
      detail: { id, userId, days },
    })
    return { id, name, key, email: user.email, expiresAt: expiresAt?.toISOString() ?? null, auditId }
  })
}
