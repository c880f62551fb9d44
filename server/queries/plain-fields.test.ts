import { expect, it } from 'vitest'
import { plainFields } from './plain-fields.ts'

it('writes 64-bit numbers as text, times as ISO 8601 and bytes as hex', () => {
  const event = {
    accountId: 7,
    repositoryId: 2 ** 53 - 1,
    runner: 1,
    startedAtMs: 0,
    endedAtMs: null,
    farMs: 1e300,
    eventId: Buffer.from([1, 255]),
    quantity: { units: 3, nanos: 5 },
  }
  expect(plainFields(event)).toEqual({
    accountId: '7',
    repositoryId: '9007199254740991',
    runner: 1,
    startedAt: '1970-01-01T00:00:00.000Z',
    endedAt: null,
    far: '1e+300',
    eventId: '01ff',
    quantity: { units: '3', nanos: 5 },
  })
})
