import { expect, it } from 'vitest'
import { fileName } from '../../domain/csv-file.ts'
import { idempotencyKey } from './start-attempt.ts'

it('a key names installation, file, revision and attempt (R23)', () => {
  expect(idempotencyKey(fileName('k3f9a2', 3, 42), 1, 1)).toBe('k3f9a2/p3-00000042/r1/1')
  expect(idempotencyKey(fileName('k3f9a2', 3, 42, 2), 2, 3)).toBe('k3f9a2/p3-00000042/r2/3')
  expect(() => idempotencyKey('other.csv', 1, 1)).toThrow(/no name of a file/)
})

it('a key fits Zuora-Track-Id: 64 characters without : ; " \'', () => {
  const key = idempotencyKey(fileName('zzzzzz', 65_535, 99_999_999, 9_999), 9_999, 99)
  expect(key.length).toBeLessThanOrEqual(64)
  expect(key).toMatch(/^[a-z0-9/-]+$/)
})
