/**
 * The people of the embedded demo: one per role, kept in `$HYDROMETER_DATA/demo-users.json`, which only its owner can
 * read. `npm start` makes them and says where the file is in HYDROMETER_DEMO_USERS, to the dashboard alone.
 */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { role } from '../../domain/api/users.ts'

const demoUser = z.object({ role, email: z.string(), password: z.string(), apiKey: z.string() })
export type DemoUser = z.infer<typeof demoUser>

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i

/** Empty outside the demo; and when somebody put the demo behind a name that others can reach. */
export const readDemoUsers = async (host: string): Promise<DemoUser[]> => {
  const file = process.env.HYDROMETER_DEMO_USERS
  if (!file || !LOOPBACK.test(host)) return []
  return readDemoFile(file)
}

export const readDemoFile = async (file: string): Promise<DemoUser[]> => {
  try {
    return z.array(demoUser).parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return []
  }
}
