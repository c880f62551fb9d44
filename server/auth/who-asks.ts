/** Who asks: the person of a session cookie, or the owner of a key. Read from Postgres each time: what ended, ended. */
import { createHash } from 'node:crypto'
import { APIError } from 'better-auth/api'
import { ROLES, type Role } from '../../domain/roles.ts'
import { ApiProblem } from '../api/problem.ts'
import { KEY_USE_NOTED_SECONDS } from '../limits.ts'
import type { Pool } from '../postgres/pool.ts'
import type { Auth } from './auth.ts'

export type Actor = {
  /** As the audit log names them: the e-mail. */
  readonly name: string
  readonly role: Role
  readonly userId: string
  /** A person at a page, or a program with that person's key. */
  readonly by: { readonly session: string } | { readonly key: string }
}
export type Asker = {
  readonly actor: Actor
  readonly displayName: string
  /** Cookies to send along: the session goes on for another week. */
  readonly cookies: readonly string[]
}
/** null: nobody. @throws ApiProblem for a key that is no good; an error that says Postgres is away */
export type WhoAsks = (headers: Headers, options?: { readonly refresh: boolean }) => Promise<Asker | null>

const KEY_CHARS_MAX = 200

/** As better-auth stores a key; its own function goes through a thread of WebCrypto, which waits behind others. */
export const keyHash = (key: string): string => createHash('sha256').update(key).digest('base64url')

// index: auth_api_key_key_key
const BY_KEY = `
  select k.id as "keyId", k.enabled, k.expires_at < now() as expired,
         k.last_request is null or k.last_request < now() - make_interval(secs => $2) as "useIsNews",
         u.id, u.email, u.name, u.role, u.disabled_at as "disabledAt"
    from auth_api_key k join auth_user u on u.id = k.reference_id
   where k.key = $1`
const NOTE_USE = `
  update auth_api_key set last_request = now()
   where id = $1 and (last_request is null or last_request < now() - make_interval(secs => $2))`

type KeyRow = {
  keyId: string
  enabled: boolean
  expired: boolean | null
  useIsNews: boolean
  id: string
  email: string
  name: string
  role: string
  disabledAt: Date | null
}

const roleOf = (text: unknown): Role => {
  const role = ROLES.find((known) => known === text)
  if (!role) throw new Error(`A user has the role ${String(text)}, which is none`)
  return role
}

const refused = (what: string): ApiProblem =>
  new ApiProblem('not_signed_in', `${what} Nothing was done. Make another key under Settings, or ask an admin.`)

const byKey = async (pool: Pool, key: string): Promise<Asker> => {
  if (key.length > KEY_CHARS_MAX) throw refused('The key in x-api-key is not one of Hydrometer.')
  const { rows } = await pool.query<KeyRow>(BY_KEY, [keyHash(key), KEY_USE_NOTED_SECONDS])
  const row = rows[0]
  if (!row) throw refused('The key in x-api-key is not known: it was revoked, or is of another Hydrometer.')
  if (!row.enabled || row.expired) throw refused('The key in x-api-key has expired.')
  if (row.disabledAt) throw refused(`The key in x-api-key is of ${row.email}, who is disabled.`)
  // Once a minute at most: a script that asks all day must not write at each request.
  if (row.useIsNews) await pool.query(NOTE_USE, [row.keyId, KEY_USE_NOTED_SECONDS])
  return {
    actor: { name: row.email, role: roleOf(row.role), userId: row.id, by: { key: row.keyId } },
    displayName: row.name,
    cookies: [],
  }
}

const bySession = async (pool: Pool, auth: Auth, headers: Headers, refresh: boolean): Promise<Asker | null> => {
  const query = refresh ? {} : { disableRefresh: true }
  const ask = () => auth.api.getSession({ headers, query, returnHeaders: true })
  const { headers: answered, response } = await ask().catch(async (error: unknown) => {
    if (!(error instanceof APIError)) throw error
    // It answers 500 for whatever went wrong: ask Postgres itself, whose error says what. An answer says that it has passed.
    await pool.query('select 1')
    return ask()
  })
  if (!response || response.user.disabledAt) return null
  return {
    actor: {
      name: response.user.email,
      role: roleOf(response.user.role),
      userId: response.user.id,
      by: { session: response.session.id },
    },
    displayName: response.user.name,
    cookies: answered.getSetCookie(),
  }
}

export const makeWhoAsks =
  (pool: Pool, auth: Auth): WhoAsks =>
  async (headers, { refresh } = { refresh: true }) => {
    const key = headers.get('x-api-key')
    if (key !== null) return byKey(pool, key.trim())
    // Without a cookie there is nothing to ask for.
    return headers.get('cookie')?.includes('session_token') ? bySession(pool, auth, headers, refresh) : null
  }
