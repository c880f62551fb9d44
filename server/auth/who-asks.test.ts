import { defaultKeyHasher } from '@better-auth/api-key'
import { APIError } from 'better-auth/api'
import { expect, it } from 'vitest'
import type { Pool } from '../postgres/pool.ts'
import type { Auth } from './auth.ts'
import { keyHash, makeWhoAsks } from './who-asks.ts'

it('finds a key by the hash that better-auth stores of it', async () => {
  for (const key of ['', 'hydro_AbC123', 'ключ 🔑'.repeat(20)]) expect(keyHash(key)).toBe(await defaultKeyHasher(key))
})

it('asks for a session again where that failed and Postgres answers by then', async () => {
  let asked = 0
  const getSession = async () => {
    asked += 1
    if (asked === 1) throw new APIError('INTERNAL_SERVER_ERROR', { message: 'Failed to get session' })
    const user = { email: 'engineer@hydrometer.example', name: 'Engineer', role: 'engineer', id: '1' }
    return { headers: new Headers(), response: { user, session: { id: '2' } } }
  }
  const pool = { query: async () => ({ rows: [] }) } as unknown as Pool
  const whoAsks = makeWhoAsks(pool, { api: { getSession } } as unknown as Auth)
  const asker = await whoAsks(new Headers({ cookie: 'better-auth.session_token=x' }))
  expect(asker?.actor).toMatchObject({ name: 'engineer@hydrometer.example', role: 'engineer' })
  expect(asked).toBe(2)
})
