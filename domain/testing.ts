/** Arbitraries and examples for tests of the domain and of what carries it. Not part of the product. */
import fc from 'fast-check'
import { catalogueOf, SEED_SKUS } from './catalogue.ts'
import { type Frozen, type LineItem, TIME_MS_MAX } from './line-item.ts'
import { Poison } from './poison.ts'
import { UNITS_LIMIT } from './quantity.ts'
import type { ActionsUsage, MeteredUsage, PackagesUsage, StorageUsage, UsageEvent } from './usage.ts'

/** What it gives, or the class of the poison that it throws. */
export const outcomeOf = <T>(f: () => T): T | string => {
  try {
    return f()
  } catch (error) {
    if (error instanceof Poison) return error.errorClass
    throw error
  }
}

/** The class of the poison that it throws; `none` when it throws nothing. */
export const poisonOf = (f: () => unknown): string =>
  outcomeOf(() => {
    f()
    return 'none'
  })

export const CATALOGUE = catalogueOf(SEED_SKUS)
export const EVENT_ID = '00000000-0000-4000-8000-000000000001'
/** 2026-11-23T00:00:00Z */
export const DAY_MS = Date.UTC(2026, 10, 23)

export const ACTIONS: ActionsUsage = {
  topic: 'usage.actions',
  eventId: EVENT_ID,
  accountId: 42,
  repositoryId: 7,
  repositoryName: 'octo/hello',
  repositoryVisibility: 2,
  actorLogin: 'mona',
  workflowPath: '.github/workflows/ci.yml',
  jobId: '99',
  runner: 1,
  sku: 'actions_linux',
  startedAtMs: DAY_MS,
  endedAtMs: DAY_MS + 61_000,
}
export const PACKAGES: PackagesUsage = {
  topic: 'usage.packages',
  eventId: EVENT_ID,
  accountId: 42,
  repositoryId: 7,
  repositoryName: 'octo/hello',
  repositoryVisibility: 2,
  actorLogin: 'mona',
  packageName: 'hello',
  sku: 'packages_bandwidth',
  bytesTransferred: 3 * 2 ** 29,
  transferredAtMs: DAY_MS,
}
export const STORAGE: StorageUsage = {
  topic: 'usage.storage',
  eventId: EVENT_ID,
  accountId: 42,
  repositoryId: 7,
  repositoryName: 'octo/hello',
  repositoryVisibility: 2,
  sku: 'actions_storage',
  storedBytes: 2 ** 31,
  periodStartMs: DAY_MS,
  periodEndMs: DAY_MS + 86_400_000,
}
export const METERED: MeteredUsage = {
  topic: 'usage.metered',
  eventId: EVENT_ID,
  accountId: 42,
  repositoryName: 'octo/hello',
  product: 'copilot',
  sku: 'copilot_enterprise',
  quantity: { units: 1, nanos: 250_000_000 },
  unitOfMeasure: 'user-months',
  usageStartMs: DAY_MS,
  usageEndMs: DAY_MS,
}
export const EXAMPLES: readonly UsageEvent[] = [ACTIONS, PACKAGES, STORAGE, METERED]

/** Names as hostile as Unicode allows in protobuf: no lone surrogates, everything else. */
export const anyText = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '',
    'octo/hello',
    'a,b',
    '"q"',
    'a\nb\r\nc',
    '\u0000',
    '🚀 launch',
    '👩‍👩‍👧/é',
    'x'.repeat(300),
    '名前',
  ),
)
const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes))
const whole = fc.oneof(fc.nat(300), fc.maxSafeNat())
export const anyTime = fc.oneof(fc.integer({ min: 0, max: TIME_MS_MAX }), fc.constant(DAY_MS))

export const anyLineItem: fc.Arbitrary<LineItem> = fc
  .record({
    lineItemId: sixteen,
    eventId: sixteen,
    accountId: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    sku: fc.constantFrom(...SEED_SKUS.map((s) => s.sku)),
    unitOfMeasure: fc.constantFrom('Minutes', 'GB', 'GB-Hours', 'User-Months'),
    units: fc.oneof(fc.nat(300), fc.integer({ min: 0, max: UNITS_LIMIT - 1 })),
    nanos: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 999_999_999 })),
    times: fc.tuple(anyTime, anyTime),
    repositoryName: anyText,
    repositoryVisibility: fc.nat(3),
    runner: fc.nat(2),
  })
  .map(({ times: [a, b], ...item }) => ({ ...item, startedAtMs: Math.min(a, b), endedAtMs: Math.max(a, b) }))

export const anyFrozen: fc.Arbitrary<Frozen> = fc.record({
  claim: fc.record({ topic: fc.constantFrom(1, 2), partition: fc.nat(2 ** 31 - 1), offset: whole }),
  attempt: fc.nat(32_767),
  zuoraAccountNumber: fc.oneof(fc.constantFrom('', 'A00001234'), anyText),
  zuoraSubscriptionNumber: fc.oneof(fc.constantFrom('', 'A-S00001234'), anyText),
  originSite: fc.oneof(fc.constantFrom('', 'iad'), anyText),
})
