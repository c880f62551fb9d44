/**
 * Users without the dashboard: the first admin, and the way back in for who is locked out. It needs the database's own
 * credentials instead of a key, and stands in the audit log as `local`.
 */
import { type Command, Option } from 'commander'
import { email as emailSchema } from '../../domain/api/users.ts'
import { ROLES, type Role } from '../../domain/roles.ts'
import { ApiProblem } from '../../server/api/problem.ts'
import { openPool, type Pool } from '../../server/postgres/pool.ts'
import { isWorldAway } from '../../server/world-away.ts'
import { type Context, unreachable } from '../context.ts'
import { CommandError, EXIT } from '../errors.ts'
import { note, say, table } from '../terminal.ts'

const ACTOR = 'local'

const HELP = `
Needs DATABASE_URL (or a running \`npm start\`), no key. Everything else about users is under Settings in the dashboard.

Examples:
  $ npm run hydro -- users create ada@example.com --role admin
  $ npm run hydro -- users reset-password ada@example.com --why "lost the password"
  $ npm run hydro -- users list
`

export const addUsers = (program: Command, context: () => Context): void => {
  const users = program
    .command('users')
    .description('make the first admin, or let somebody in again')
    .addHelpText('after', HELP)
  const why = (command: Command) =>
    command.option('--why <text>', 'kept in the audit log', 'on the command line, with the credentials of the database')

  users
    .command('list')
    .description('everybody, by e-mail')
    .action(() => withPool(context(), list))
  why(users.command('create').argument('<email>').description('make a user; prints the password, this once'))
    .addOption(new Option('--role <role>', 'what they may').choices([...ROLES]).makeOptionMandatory())
    .option('--name <name>', 'how they are called', '')
    .action((email: string, options: { role: Role; name: string; why: string }) =>
      withPool(context(), async (pool) => {
        const { createUser } = await import('../../server/auth/create-user.ts')
        const made = await createUser(pool, ACTOR, { email: parseEmail(email), ...options })
        tellPassword(`${made.email} is ${options.role}.`, made.password)
      }),
    )
  why(
    users.command('reset-password').argument('<email>').description('make up a new password; ends their sessions'),
  ).action((email: string, options: { why: string }) =>
    withPool(context(), async (pool) => {
      const { resetPassword } = await import('../../server/auth/reset-password.ts')
      const done = await resetPassword(pool, ACTOR, { id: await idOf(pool, email), ...options })
      tellPassword(done.words, done.password)
    }),
  )
  why(users.command('enable').argument('<email>').description('let a disabled user in again')).action(
    (email: string, options: { why: string }) =>
      withPool(context(), async (pool) => {
        const { enableUser } = await import('../../server/auth/enable-user.ts')
        say((await enableUser(pool, ACTOR, { id: await idOf(pool, email), ...options })).words)
      }),
  )
  why(users.command('role').argument('<email>').description('give a user another role'))
    .addOption(new Option('--role <role>', 'what they may').choices([...ROLES]).makeOptionMandatory())
    .action((email: string, options: { role: Role; why: string }) =>
      withPool(context(), async (pool) => {
        const { changeRole } = await import('../../server/auth/change-role.ts')
        say((await changeRole(pool, ACTOR, { id: await idOf(pool, email), ...options })).words)
      }),
    )
}

const list = async (pool: Pool): Promise<void> => {
  const { listUsers } = await import('../../server/queries/users.ts')
  const rows: string[][] = []
  let cursor: string | undefined
  do {
    const page = await listUsers(pool, { limit: 200, cursor })
    for (const user of page.items)
      rows.push([user.email, user.role, user.disabledAt ? 'disabled' : '', user.lastSeenAt?.slice(0, 10) ?? 'never'])
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  say(rows.length === 0 ? 'There are no users yet.' : table(['e-mail', 'role', '', 'last seen'], rows))
}

const tellPassword = (words: string, password: string): void => {
  say(`${words}\nPassword: ${password}`)
  note('It is shown this once. They should change it under Settings.')
}

const parseEmail = (text: string): string => {
  const parsed = emailSchema.safeParse(text)
  if (parsed.success) return parsed.data
  throw new CommandError(`"${text}" is no e-mail address. Nothing was changed.`, EXIT.usage)
}

const idOf = async (pool: Pool, email: string): Promise<string> => {
  const { rows } = await pool.query<{ id: string }>('select id from auth_user where email = $1', [parseEmail(email)])
  if (rows[0]) return rows[0].id
  throw new CommandError(`No user has the e-mail ${email}. Nothing was changed; \`users list\` shows them all.`)
}

const withPool = async (context: Context, work: (pool: Pool) => Promise<void>): Promise<void> => {
  const url = context.databaseUrl()
  const pool = openPool(url, 'cli', 2)
  try {
    await work(pool)
  } catch (error) {
    if (error instanceof ApiProblem) throw new CommandError(error.message)
    if (isWorldAway(error)) throw unreachable('Postgres', new URL(url).host, error, 'Nothing was changed.')
    if ((error as { code?: string }).code === '42P01')
      throw new CommandError(
        'This database has no users table yet: nothing was changed. Run `npm run prepare-servers` (or `npm start`) first.',
      )
    throw error
  } finally {
    await pool.end()
  }
}
