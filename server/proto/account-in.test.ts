import { describe, expect, it } from 'vitest'
import { accountIn } from './account-in.ts'
import { encodeUsage } from './codec.ts'

const event = {
  topic: 'usage.metered',
  eventId: 'no uuid',
  accountId: 42,
  repositoryName: 'octo/cat',
  product: 'actions',
  sku: 'no such sku',
  quantity: null,
  unitOfMeasure: '',
  usageStartMs: null,
  usageEndMs: null,
} as const

describe('accountIn', () => {
  it('finds the account of an event that is wrong in every other way', () => {
    expect(accountIn('usage.metered', encodeUsage('usage.metered', event))).toBe(42)
  })
  it('says nothing where the value says nothing', () => {
    expect(accountIn('usage.metered', encodeUsage('usage.metered', { ...event, accountId: 0 }))).toBeNull()
    expect(accountIn('usage.metered', null)).toBeNull()
    expect(accountIn('usage.metered', Buffer.from('ff00ff', 'hex'))).toBeNull()
    expect(accountIn('no.topic', encodeUsage('usage.metered', event))).toBeNull()
  })
  it('takes no number that is not exact', () => {
    // field 2 as the varint 2^63 - 1
    expect(accountIn('usage.metered', Buffer.from('10ffffffffffffffff7f', 'hex'))).toBeNull()
  })
})
