/** One person per role for the embedded demo, the same at every start. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROLES } from '../../domain/roles.ts'
import { newKey } from '../../server/auth/create-key.ts'
import { type DemoUser, readDemoFile } from '../../server/auth/demo-users.ts'
import { newPassword } from '../../server/auth/passwords.ts'
import { restoreDemoUser } from '../../server/auth/restore-demo-user.ts'
import { openPool } from '../../server/postgres/pool.ts'

export const demoUsersFile = (dataFolder: string): string => join(dataFolder, 'demo-users.json')

export const makeDemoUsers = async (databaseUrl: string, dataFolder: string): Promise<DemoUser[]> => {
  const file = demoUsersFile(dataFolder)
  const kept = await readDemoFile(file)
  const users = ROLES.map(
    (role) =>
      kept.find((user) => user.role === role) ?? {
        role,
        email: `${role}@hydrometer.example`,
        password: newPassword(),
        apiKey: newKey(),
      },
  )
  await writeFile(file, `${JSON.stringify(users, null, 2)}\n`, { mode: 0o600 })
  const pool = openPool(databaseUrl, 'start', ROLES.length)
  try {
    await Promise.all(users.map((user) => restoreDemoUser(pool, user)))
  } finally {
    await pool.end()
  }
  return users
}
