/** Who the browser is: every test starts signed in as the admin; `test.use({ storageState: stateOf('support') })` says otherwise. */
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role } from '../domain/roles.ts'

export const BASE_URL = process.env.HYDROMETER_URL ?? 'http://127.0.0.1:3000'

/** Sessions of one stack are no good at another. */
export const stateOf = (role: Role): string =>
  join(tmpdir(), `hydrometer-e2e-${new URL(BASE_URL).port || 'default'}-${role}.json`)

export const NOBODY = { cookies: [], origins: [] }

export type DemoUser = {
  readonly role: Role
  readonly email: string
  readonly password: string
  readonly apiKey: string
}

export const runtimeFile = (): string =>
  process.env.HYDROMETER_RUNTIME ?? join(process.env.HYDROMETER_DATA ?? '.hydrometer', 'runtime.json')

/** As `npm start` wrote them (contract, runtime.json). */
export const demoUsers = (): DemoUser[] =>
  (JSON.parse(readFileSync(runtimeFile(), 'utf8')) as { users: DemoUser[] }).users
