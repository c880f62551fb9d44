/** Who gets in, as whom, and what they may: on a real database, over every endpoint of the table. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { POST as signInRoute } from '../../app/api/auth/sign-in/email/route.ts'
import { POST as signOutRoute } from '../../app/api/auth/sign-out/route.ts'
import { GET as audit } from '../../app/api/v1/audit/route.ts'
import { POST as createKeyRoute } from '../../app/api/v1/keys/create/route.ts'
import { GET as ownKeys } from '../../app/api/v1/me/keys/route.ts'
import { POST as passwordRoute } from '../../app/api/v1/me/password/route.ts'
import { GET as me } from '../../app/api/v1/me/route.ts'
import { POST as endSessionsRoute } from '../../app/api/v1/me/sessions/end/route.ts'
import { GET as sessions } from '../../app/api/v1/me/sessions/route.ts'
import { POST as disableRoute } from '../../app/api/v1/users/disable/route.ts'
import { POST as enableRoute } from '../../app/api/v1/users/enable/route.ts'
import { POST as resetRoute } from '../../app/api/v1/users/reset-password/route.ts'
import { POST as roleRoute } from '../../app/api/v1/users/role/route.ts'
import { GET as users } from '../../app/api/v1/users/route.ts'
import { endpoints } from '../../domain/api/endpoints.ts'
import { RIGHTS, ROLES, type Role, roleMay } from '../../domain/roles.ts'
import { useApiContext } from '../api/context.ts'
import type { RouteHandler } from '../api/route.ts'
import { SIGN_IN_ATTEMPTS_MAX } from '../limits.ts'
import { openPool } from '../postgres/pool.ts'
import { answers, call, testContext } from '../queries/testing/context.ts'
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts'
import { type Auth, makeAuth } from './auth.ts'
import { createKey } from './create-key.ts'
import { createUser } from './create-user.ts'
import { makeWhoAsks } from './who-asks.ts'

const ROOT = join(import.meta.dirname, '../..')
const ORIGIN = 'http://127.0.0.1:3000'
const PASSWORD = 'a password of the tests'
const emailOf = (role: string) => `${role}@hydrometer.test`

let db: FreshDatabase
let auth: Auth
const ids = {} as Record<Role, string>
const keys = {} as Record<Role, string>

const user = (email: string, role: Role) =>
  createUser(db.pool, 'tests', { email, name: '', role, why: 'a test' }, PASSWORD)

beforeAll(async () => {
  db = await freshDatabase()
  auth = makeAuth(db.pool, { secret: 'a secret of 32 characters or more', origin: ORIGIN })
  testContext(db.pool, { auth, whoAsks: makeWhoAsks(db.pool, auth) })
  await Promise.all(
    ROLES.map(async (role) => {
      ids[role] = (await user(emailOf(role), role)).id
      const made = await createKey(db.pool, 'tests', { userId: ids[role], name: 'test', days: null, why: '' })
      keys[role] = made.key
    }),
  )
})
afterAll(async () => {
  useApiContext(undefined)
  await db?.drop()
})

const withKey = (role: Role) => ({ 'x-api-key': keys[role] })
const asBrowser = (cookie?: string): Record<string, string> => ({ origin: ORIGIN, ...(cookie ? { cookie } : {}) })
let addresses = 0
/** Each from an address of its own, unless one is given: limits are not what most tests are about. */
const signIn = (email: string, password = PASSWORD, address = `10.0.0.${++addresses}`) =>
  call(signInRoute, '/api/auth/sign-in/email', {
    body: { email, password },
    headers: { ...asBrowser(), 'x-forwarded-for': address },
  })
const cookieOf = (response: Response): string => (response.headers.getSetCookie()[0] ?? '').split(';')[0] as string
const session = async (email: string): Promise<string> => {
  const { status, response, body } = await signIn(email)
  expect(status, JSON.stringify(body)).toBe(200)
  return cookieOf(response)
}
const audited = async (action: string, actor?: string) =>
  (
    await db.pool.query<{ actor: string; subject: string; reason: string; detail: Record<string, unknown> }>(
      'select actor, subject, reason, detail from audit_log where action = $1 and ($2::text is null or actor = $2) order by id desc',
      [action, actor ?? null],
    )
  ).rows

describe('every endpoint', () => {
  /** The handlers of the whole table, found by their paths: none is picked by hand. */
  const all = Object.entries(endpoints).map(([name, endpoint]) => ({
    name,
    endpoint,
    file: join(ROOT, 'app', endpoint.path.replace(/\{(\w+)\}/g, '[$1]'), 'route.ts'),
    url: endpoint.path.replace(/\{\w+\}/g, '1'),
  }))
  const ask = async (at: (typeof all)[number], headers: Record<string, string>) => {
    const module = (await import(at.file)) as Record<string, RouteHandler>
    return call(module[at.endpoint.method] as RouteHandler, at.url, {
      params: { id: '1' },
      headers,
      // No command takes this: whoever passes the check of rights is told so, and nothing happens.
      ...(at.endpoint.method === 'POST' ? { body: { nothing: 'of this' } } : {}),
    })
  }

  it('refuses each role what is another role’s, and says who may', async () => {
    for (const at of all) {
      expect(existsSync(at.file), at.file).toBe(true)
      for (const role of ROLES.filter((r) => !roleMay(r, at.endpoint.right))) {
        const { status, body } = await ask(at, withKey(role))
        expect({ status, code: body.code }, `${role}: ${at.name}`).toEqual({ status: 403, code: 'not_allowed' })
        expect(body.detail).toContain(RIGHTS[at.endpoint.right].roles.join(', '))
      }
    }
  })

  it('answers 401 to nobody, and to keys and cookies that are none', async () => {
    for (const at of all.filter(({ endpoint }) => endpoint.right !== 'anyone'))
      for (const headers of [
        {} as Record<string, string>,
        { 'x-api-key': 'hydro_nonsense' },
        { ...asBrowser(), cookie: 'hydrometer.session_token=forged.x' },
      ]) {
        const { status, body } = await ask(at, headers)
        expect({ status, code: body.code }, at.name).toEqual({ status: 401, code: 'not_signed_in' })
      }
  })

  it('lets every role in whose right it is', async () => {
    for (const at of all.filter(({ endpoint }) => endpoint.right !== 'anyone' && endpoint.method === 'POST'))
      for (const role of ROLES.filter((r) => roleMay(r, at.endpoint.right))) {
        const { body } = await ask(at, withKey(role))
        // past the check of rights: what a key alone may not do is said later, by the command itself
        expect(['invalid_request', 'not_allowed', undefined], `${role}: ${at.name}`).toContain(body.code)
        if (body.code === 'not_allowed') expect(body.detail).toContain('key')
      }
  })
})

describe('signing in', () => {
  it('sets a cookie that scripts of pages cannot read, is that person, and is audited', async () => {
    const { status, body, response } = await signIn('  Finance@Hydrometer.TEST ')
    expect(status).toBe(200)
    expect(body).toEqual({ email: emailOf('finance'), name: emailOf('finance'), role: 'finance' })
    const [cookie] = response.headers.getSetCookie()
    expect(cookie).toMatch(/^hydrometer\.session_token=.+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/)
    const who = await call(me, '/api/v1/me', { headers: { cookie: cookieOf(response) } })
    expect(answers(endpoints.me.answer, who.body)).toMatchObject({ email: emailOf('finance'), by: 'session' })
    expect((await audited('sign in'))[0]).toMatchObject({ actor: emailOf('finance') })
  })

  it('sends cookies over TLS only where the dashboard is reached by it', async () => {
    const tls = makeAuth(db.pool, { secret: 'a secret of 32 characters or more', origin: 'https://hydrometer.test' })
    const { sessionToken } = (await tls.$context).authCookies
    expect(sessionToken).toMatchObject({ name: '__Secure-hydrometer.session_token', attributes: { secure: true } })
  })

  it('says the same of a wrong password and of an unknown e-mail, and writes down no e-mail of nobody', async () => {
    const [wrong, unknown] = await Promise.all([
      signIn(emailOf('support'), 'wrong'),
      signIn('hunter2-typed-in-the-wrong-field', 'x'),
    ])
    expect(wrong.body).toEqual(unknown.body)
    expect(wrong).toMatchObject({ status: 401, body: { code: 'wrong_credentials' } })
    expect((await audited('sign in failed')).map(({ actor, subject }) => [actor, subject]).sort()).toEqual([
      [emailOf('support'), emailOf('support')],
      ['unknown', 'an e-mail that nobody has'],
    ])
  })

  it('is limited by e-mail, however many addresses ask and at once; the right password is refused, too', async () => {
    const { email } = await user('guessed@hydrometer.test', 'support')
    const tries = await Promise.all(
      Array.from({ length: SIGN_IN_ATTEMPTS_MAX.email + 5 }, () => signIn(email, 'wrong')),
    )
    expect(tries.filter(({ status }) => status === 401)).toHaveLength(SIGN_IN_ATTEMPTS_MAX.email)
    const refused = tries.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(5)
    expect(Number(refused[0]?.response.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await signIn(email)).status).toBe(429)
    expect(await audited('sign in refused', email)).toHaveLength(1)
    // a new window begins
    await db.pool.query("update auth_attempt set window_started_at = window_started_at - interval '1 hour'")
    expect((await signIn(email)).status).toBe(200)
  })

  it('is limited by address; who signs in is not counted', async () => {
    const address = '10.9.9.9'
    await db.pool.query(
      `insert into auth_attempt (key, window_started_at, attempts) values (sha256(convert_to('address', 'UTF8') || '\\x00' || convert_to($1, 'UTF8')), now(), $2)`,
      [address, SIGN_IN_ATTEMPTS_MAX.address - 1],
    )
    expect((await signIn(emailOf('admin'), PASSWORD, address)).status).toBe(200)
    expect((await signIn(emailOf('admin'), PASSWORD, address)).status).toBe(200)
    expect((await signIn(emailOf('admin'), 'wrong', address)).status).toBe(401)
    expect((await signIn(emailOf('admin'), PASSWORD, address)).status).toBe(429)
  })
})

describe('a session', () => {
  it('gives no command to a page of another site, nor to one that does not say where it is from', async () => {
    const cookie = await session(emailOf('finance'))
    const end = (headers: Record<string, string>) =>
      call(endSessionsRoute, '/api/v1/me/sessions/end', { body: {}, headers: { cookie, ...headers } })
    for (const headers of [
      {} as Record<string, string>,
      { origin: 'null' },
      { origin: 'https://evil.test' },
      { origin: 'http://127.0.0.1:3001' },
      { origin: ORIGIN, 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'none' },
    ])
      expect(await end(headers), JSON.stringify(headers)).toMatchObject({ status: 403, body: { code: 'wrong_origin' } })
    expect((await end({ origin: ORIGIN, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  })

  it('ends at once: signed out, ended from elsewhere, by a new password', async () => {
    const { email, id } = await user('sessions@hydrometer.test', 'support')
    const isIn = async (cookie: string) => (await call(me, '/api/v1/me', { headers: { cookie } })).status === 200
    const [first, second, third] = [await session(email), await session(email), await session(email)]
    const listed = answers(
      endpoints.ownSessions.answer,
      (await call(sessions, '/api/v1/me/sessions', { headers: { cookie: first } })).body,
    )
    expect(listed.items.map(({ current }) => current).sort()).toEqual([false, false, true])

    const out = await call(signOutRoute, '/api/auth/sign-out', { body: {}, headers: asBrowser(third) })
    expect(out.status).toBe(200)
    expect(out.response.headers.getSetCookie()[0]).toContain('Max-Age=0')
    expect([await isIn(first), await isIn(second), await isIn(third)]).toEqual([true, true, false])

    const next = 'another password of it'
    const change = (current: string) =>
      call(passwordRoute, '/api/v1/me/password', { body: { current, next }, headers: asBrowser(first) })
    expect(await change('wrong')).toMatchObject({ status: 401, body: { code: 'wrong_credentials' } })
    expect(await change(PASSWORD)).toMatchObject({ status: 200 })
    expect([await isIn(first), await isIn(second)]).toEqual([true, false])
    expect((await signIn(email)).status).toBe(401)
    expect((await signIn(email, next)).status).toBe(200)

    await call(resetRoute, '/api/v1/users/reset-password', {
      body: { id, why: 'forgotten' },
      headers: withKey('admin'),
    })
    expect(await isIn(first)).toBe(false)
    expect((await audited('reset password'))[0]).toMatchObject({ actor: emailOf('admin'), reason: 'forgotten' })
  })
})

describe('a key', () => {
  it('is that of better-auth’s plugin, told once, kept as a hash, and makes no other key', async () => {
    expect((await auth.api.verifyApiKey({ body: { key: keys.finance } })).valid).toBe(true)
    const { rows } = await db.pool.query('select * from auth_api_key')
    for (const key of Object.values(keys)) expect(JSON.stringify(rows)).not.toContain(key)
    const own = await call(ownKeys, '/api/v1/me/keys', { headers: withKey('finance') })
    expect(answers(endpoints.ownKeys.answer, own.body).items[0]).toMatchObject({ name: 'test', expired: false })
    const body = { userId: ids.support, name: 'another', why: 'x' }
    const made = await call(createKeyRoute, '/api/v1/keys/create', { body, headers: withKey('admin') })
    expect(made).toMatchObject({ status: 403, body: { code: 'not_allowed' } })
  })

  it('ends when it expires', async () => {
    const { key, id } = await createKey(db.pool, 'tests', { userId: ids.finance, name: 'old', days: 1, why: '' })
    expect((await call(me, '/api/v1/me', { headers: { 'x-api-key': key } })).status).toBe(200)
    await db.pool.query("update auth_api_key set expires_at = now() - interval '1 s' where id = $1", [id])
    expect((await call(me, '/api/v1/me', { headers: { 'x-api-key': key } })).body.detail).toContain('expired')
  })
})

describe('an admin', () => {
  it('disables a user, whose session and key end at once, and enables them again', async () => {
    const { email, id } = await user('leaver@hydrometer.test', 'engineer')
    const { key } = await createKey(db.pool, 'tests', { userId: id, name: 'of a leaver', days: null, why: '' })
    const cookie = await session(email)
    const seen = async (headers: Record<string, string>) => (await call(me, '/api/v1/me', { headers })).status
    const command = (handler: RouteHandler) =>
      call(handler, '/api/v1/users/disable', { body: { id, why: 'left' }, headers: withKey('admin') })
    expect([await seen({ cookie }), await seen({ 'x-api-key': key })]).toEqual([200, 200])
    expect((await command(disableRoute)).body.words).toContain('1 session ended')
    expect([await seen({ cookie }), await seen({ 'x-api-key': key })]).toEqual([401, 401])
    expect((await signIn(email)).body.code).toBe('not_signed_in')
    await command(enableRoute)
    expect([await seen({ cookie }), await seen({ 'x-api-key': key })]).toEqual([401, 200])
  })

  it('changes a role, which holds from the next request on', async () => {
    const { id, email } = await user('mover@hydrometer.test', 'support')
    const cookie = await session(email)
    const asks = async () => (await call(audit, '/api/v1/audit', { headers: { cookie } })).status
    expect(await asks()).toBe(403)
    const body = { id, role: 'finance', why: 'moved' }
    await call(roleRoute, '/api/v1/users/role', { body, headers: withKey('admin') })
    expect(await asks()).toBe(200)
    expect((await audited('change role'))[0]).toMatchObject({
      reason: 'moved',
      detail: { from: 'support', to: 'finance' },
    })
  })

  it('cannot be the last to go, however many try at once', async () => {
    const second = await user('admin2@hydrometer.test', 'admin')
    const disable = (id: string) =>
      call(disableRoute, '/api/v1/users/disable', { body: { id, why: 'x' }, headers: withKey('admin') })
    const both = await Promise.all([disable(ids.admin), disable(second.id)])
    expect(both.map(({ status }) => status).sort()).not.toEqual([200, 200])
    const { rows } = await db.pool.query("select 1 from auth_user where role = 'admin' and disabled_at is null")
    expect(rows).toHaveLength(1)
    await db.pool.query("update auth_user set disabled_at = null where role = 'admin'")
  })

  it('finds users a page at a time', async () => {
    const first = answers(
      endpoints.users.answer,
      (await call(users, '/api/v1/users?limit=2', { headers: withKey('admin') })).body,
    )
    const next = answers(
      endpoints.users.answer,
      (await call(users, `/api/v1/users?limit=200&cursor=${first.nextCursor}`, { headers: withKey('admin') })).body,
    )
    const emails = [...first.items, ...next.items].map(({ email }) => email)
    expect(emails).toEqual([...new Set(emails)].sort())
    expect(emails).toContain(emailOf('support'))
  })
})

it('an outage of Postgres is no wrong key, no wrong password and no end of a session', async () => {
  const pool = openPool('postgresql://nobody@127.0.0.1:1/none', 'test')
  const gone = makeAuth(pool, { secret: 'a secret of 32 characters or more', origin: ORIGIN })
  const cookie = await session(emailOf('finance'))
  testContext(pool, { auth: gone, whoAsks: makeWhoAsks(pool, gone) })
  for (const headers of [withKey('finance'), { cookie }])
    expect(await call(me, '/api/v1/me', { headers })).toMatchObject({ status: 503, body: { code: 'database_away' } })
  expect(await signIn(emailOf('finance'))).toMatchObject({ status: 503, body: { code: 'database_away' } })
  await pool.end()
})
