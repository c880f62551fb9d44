/** Before all tests: each role signs in once, because hashing a password takes a third of a second. */
import { chmod } from 'node:fs/promises'
import { request } from '@playwright/test'
import { BASE_URL, demoUsers, stateOf } from './roles.ts'

export default async function signInAll(): Promise<void> {
  for (const { role, email, password } of demoUsers()) {
    const context = await request.newContext({ baseURL: BASE_URL, extraHTTPHeaders: { origin: BASE_URL } })
    const answer = await context.post('/api/auth/sign-in/email', { data: { email, password } })
    if (!answer.ok()) throw new Error(`${role} cannot sign in: ${answer.status()} ${await answer.text()}`)
    await context.storageState({ path: stateOf(role) })
    await chmod(stateOf(role), 0o600)
    await context.dispose()
  }
}
