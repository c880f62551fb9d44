/** Signs a person in: the limit, the password, a session, the audit row. */
import { APIError } from 'better-auth/api'
import type { SignInAnswer, SignInCommand } from '../../domain/api/users.ts'
import { ROLES, type Role } from '../../domain/roles.ts'
import { ApiProblem } from '../api/problem.ts'
import { writeAudit } from '../desk/audit.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'
import { forgetAttempt, takeAttempt } from './attempts.ts'
import type { Auth } from './auth.ts'

/** Only the proxy in front can say who it speaks for; the last address is the one that it wrote itself. */
export const addressOf = (headers: Headers): string =>
  (headers.get('x-forwarded-for') ?? '').split(',').at(-1)?.trim().slice(0, 100) || 'unknown'

// index: auth_user_email_key
const KNOWN = 'select email from auth_user where email = $1'
const END = 'delete from auth_session where token = $1'

/** What was typed in place of an e-mail may be a password: only e-mails of users are written down. */
const note = async (pool: Pool, email: string, action: string, address: string, why: string): Promise<void> => {
  const known = (await pool.query<{ email: string }>(KNOWN, [email])).rows[0]?.email
  await inTransaction(pool, (tx) =>
    writeAudit(tx, {
      actor: known ?? 'unknown',
      action,
      subject: known ?? 'an e-mail that nobody has',
      why,
      detail: { address },
    }),
  )
}

export const signIn = async (
  pool: Pool,
  auth: Auth,
  headers: Headers,
  { email, password }: SignInCommand,
): Promise<{ answer: SignInAnswer; cookies: string[] }> => {
  const address = addressOf(headers)
  const attempt = await takeAttempt(pool, email, address)
  if (attempt.waitSeconds > 0) {
    if (attempt.isFirstRefusal) await note(pool, email, 'sign in refused', address, 'too many attempts')
    throw new ApiProblem(
      'too_many_attempts',
      `Too many attempts to sign in. The password was not looked at; try again in ${attempt.waitSeconds} s. Who is signed in stays so.`,
      undefined,
      attempt.waitSeconds,
    )
  }
  const signedIn = await auth.api
    .signInEmail({ body: { email, password }, headers, returnHeaders: true })
    .catch(async (error: unknown) => {
      if (!(error instanceof APIError)) throw error
      await pool.query('select 1') // an outage is not a wrong password
      if (error.statusCode >= 500) throw error
      const disabled = error.body?.code === 'DISABLED'
      await note(pool, email, 'sign in failed', address, disabled ? 'is disabled' : 'wrong e-mail or password')
      throw disabled
        ? new ApiProblem('not_signed_in', `${email} is disabled: an admin can enable it again.`)
        : new ApiProblem(
            'wrong_credentials',
            'The e-mail or the password is wrong. Both are needed as they were given.',
          )
    })
  const { token, user } = signedIn.response
  try {
    await inTransaction(pool, (tx) =>
      writeAudit(tx, { actor: user.email, action: 'sign in', subject: user.email, why: '', detail: { address } }),
    )
  } catch (error) {
    await pool.query(END, [token]) // no session that the log does not know of
    throw error
  }
  await forgetAttempt(pool, email, address)
  const role = ROLES.find((known) => known === (user as { role?: string }).role) as Role
  return { answer: { email: user.email, name: user.name, role }, cookies: signedIn.headers.getSetCookie() }
}
