/** The first admin, and the way back in: on a database without any user. And the users of the demo, kept as promised. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { isPassword } from '../../server/auth/passwords.ts'
import { restoreDemoUser } from '../../server/auth/restore-demo-user.ts'
import { type FreshDatabase, freshDatabase } from '../../server/testing/fresh-database.ts'
import { makeContext } from '../context.ts'
import { EXIT } from '../errors.ts'
import { run } from '../program.ts'

let db: FreshDatabase
let out = ''
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db?.drop())

const hydro = async (...args: string[]): Promise<number> => {
  out = ''
  const writes = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      out += String(text)
      return true
    }),
  )
  try {
    return await run(['users', ...args], () => makeContext({ DATABASE_URL: db.url, HYDROMETER_DATA: '/nowhere' }))
  } finally {
    for (const write of writes) write.mockRestore()
    process.exitCode = 0
  }
}
const passwordOf = async (email: string): Promise<string> => {
  const { rows } = await db.pool.query<{ password: string }>(
    'select a.password from auth_account a join auth_user u on u.id = a.user_id where u.email = $1',
    [email],
  )
  return rows[0]!.password
}
const deeds = async (subject: string): Promise<string[]> =>
  (
    await db.pool.query<{ deed: string }>(
      `select actor || ' ' || action as deed from audit_log where subject like '%' || $1 order by id`,
      [subject],
    )
  ).rows.map(({ deed }) => deed)

describe('hydro users', () => {
  it('makes the first admin, tells the password, and stands in the audit log as local', async () => {
    expect(await hydro('create', 'Ada@Example.com', '--role', 'admin')).toBe(0)
    const password = /Password: (\S+)/.exec(out)?.[1] as string
    expect(await isPassword(await passwordOf('ada@example.com'), password)).toBe(true)
    expect(await hydro('reset-password', 'ada@example.com', '--why', 'lost')).toBe(0)
    expect(await isPassword(await passwordOf('ada@example.com'), password)).toBe(false)
    expect(await deeds('ada@example.com')).toEqual(['local create user', 'local reset password'])
    await hydro('list')
    expect(out).toMatch(/ada@example\.com +admin/)
  })

  it('says what is wrong, and changes nothing', async () => {
    expect(await hydro('create', 'ada@example.com', '--role', 'admin')).toBe(EXIT.refused)
    expect(out).toContain('There is a user ada@example.com already')
    expect(await hydro('create', 'ada', '--role', 'admin')).toBe(EXIT.usage)
    expect(await hydro('create', 'eve@example.com', '--role', 'root')).toBe(EXIT.usage)
    expect(await hydro('reset-password', 'eve@example.com')).toBe(EXIT.refused)
    expect(await hydro('role', 'ada@example.com', '--role', 'support')).toBe(EXIT.refused)
    expect(out).toContain('is the last admin')
  })
})

it('a second start keeps the users of the demo, and makes whole what somebody changed', async () => {
  const user = {
    role: 'finance',
    email: 'finance@demo.test',
    password: 'as the page shows',
    apiKey: 'hydro_demo',
  } as const
  await restoreDemoUser(db.pool, user)
  await restoreDemoUser(db.pool, user)
  expect(await deeds(user.email)).toEqual(['local create user', 'local create key'])
  await hydro('reset-password', user.email)
  await hydro('role', user.email, '--role', 'support')
  await db.pool.query('update auth_user set disabled_at = now() where email = $1', [user.email])
  await db.pool.query('delete from auth_api_key')
  await restoreDemoUser(db.pool, user)
  expect(await isPassword(await passwordOf(user.email), user.password)).toBe(true)
  const { rows } = await db.pool.query('select role, disabled_at from auth_user where email = $1', [user.email])
  expect(rows).toEqual([{ role: 'finance', disabled_at: null }])
  expect((await deeds(user.email)).slice(4)).toEqual([
    'local enable user',
    'local change role',
    'local reset password',
    'local create key',
  ])
})
