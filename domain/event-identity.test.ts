import { describe, expect, it } from 'vitest'
import { identityOf } from './event-identity.ts'
import { lineItemId, uuidBytes, uuidText } from './line-item-id.ts'
import type { UsageEvent } from './usage.ts'

const EVENT = '00000000-0000-4000-8000-000000000001'
const AT = Date.UTC(2026, 10, 23)
const transfer = (eventId: string, transferredAtMs: number | null): UsageEvent => ({
  topic: 'usage.packages',
  eventId,
  accountId: 1,
  repositoryId: 1,
  repositoryName: '',
  repositoryVisibility: 0,
  actorLogin: '',
  packageName: '',
  sku: 'packages_bandwidth',
  bytesTransferred: 1,
  transferredAtMs,
})

describe('the identity of an event', () => {
  it('is the one of the protocol (R13)', () => {
    expect(identityOf(transfer(EVENT, AT))).toBe('01a205b3-d000-86a4-a775-7a31f2dacd9e')
    expect(identityOf(transfer(EVENT, AT))).toBe(uuidText(lineItemId(uuidBytes(EVENT) as Buffer, AT)))
  })
  it('is none where the event can have no line item', () => {
    expect(identityOf(transfer('event-17', AT))).toBeNull()
    expect(identityOf(transfer(EVENT, null))).toBeNull()
    expect(identityOf(transfer(EVENT, -5))).toBeNull()
    expect(identityOf(transfer(EVENT, 2 ** 48))).toBeNull()
  })
})
