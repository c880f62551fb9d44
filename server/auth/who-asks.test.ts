import { defaultKeyHasher } from '@better-auth/api-key'
import { expect, it } from 'vitest'
import { keyHash } from './who-asks.ts'

it('finds a key by the hash that better-auth stores of it', async () => {
  for (const key of ['', 'hydro_AbC123', 'ключ 🔑'.repeat(20)]) expect(keyHash(key)).toBe(await defaultKeyHasher(key))
})
