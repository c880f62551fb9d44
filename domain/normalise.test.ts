import { describe, expect, test } from 'vitest'
import { uuidText } from './line-item-id.ts'
import { checkAge, normalise } from './normalise.ts'
import { formatQuantity } from './quantity.ts'
import { ACTIONS, CATALOGUE, DAY_MS, EVENT_ID, METERED, PACKAGES, poisonOf, STORAGE } from './testing.ts'
import type { UsageEvent } from './usage.ts'

const of = (event: UsageEvent) => poisonOf(() => normalise(event, CATALOGUE))

describe('normalise', () => {
  test('a job is billed in whole minutes', () => {
    const item = normalise(ACTIONS, CATALOGUE)
    expect(uuidText(item.lineItemId)).toBe('01a205b3-d000-86a4-a775-7a31f2dacd9e')
    expect(uuidText(item.eventId)).toBe(EVENT_ID)
    expect(item).toMatchObject({
      accountId: 42,
      sku: 'actions_linux',
      unitOfMeasure: 'Minutes',
      units: 2,
      nanos: 0,
      startedAtMs: DAY_MS,
      endedAtMs: DAY_MS + 61_000,
      repositoryName: 'octo/hello',
      repositoryVisibility: 2,
      runner: 1,
    })
  })
  test('transfer is billed in GB at one moment', () => {
    const item = normalise(PACKAGES, CATALOGUE)
    expect(formatQuantity(item)).toBe('1.5')
    expect(item).toMatchObject({ unitOfMeasure: 'GB', startedAtMs: DAY_MS, endedAtMs: DAY_MS, runner: 0 })
  })
  test('storage is billed in GB-hours of its period', () => {
    const item = normalise(STORAGE, CATALOGUE)
    expect(formatQuantity(item)).toBe('48')
    expect(item).toMatchObject({ unitOfMeasure: 'GB-Hours', startedAtMs: DAY_MS, endedAtMs: DAY_MS + 86_400_000 })
  })
  test('what was measured elsewhere keeps its quantity', () => {
    const item = normalise(METERED, CATALOGUE)
    expect(formatQuantity(item)).toBe('1.25')
    expect(item).toMatchObject({ unitOfMeasure: 'User-Months', repositoryVisibility: 0, runner: 0 })
  })
  test('names are kept as they came', () => {
    const repositoryName = 'a,"b"\n\u0000🚀'
    expect(normalise({ ...ACTIONS, repositoryName }, CATALOGUE).repositoryName).toBe(repositoryName)
  })
  test('an enum value of a newer producer counts as unspecified', () => {
    const item = normalise({ ...ACTIONS, repositoryVisibility: 9, runner: -1 }, CATALOGUE)
    expect([item.repositoryVisibility, item.runner]).toEqual([0, 0])
  })
  test('an empty job, period or transfer is a line item with nothing to bill', () => {
    expect(formatQuantity(normalise({ ...ACTIONS, endedAtMs: DAY_MS }, CATALOGUE))).toBe('0')
    expect(formatQuantity(normalise({ ...PACKAGES, bytesTransferred: 0 }, CATALOGUE))).toBe('0')
    expect(formatQuantity(normalise({ ...STORAGE, periodEndMs: DAY_MS }, CATALOGUE))).toBe('0')
  })

  test.each<[string, UsageEvent]>([
    ['bad_event_id', { ...ACTIONS, eventId: '' }],
    ['bad_event_id', { ...ACTIONS, eventId: 'not-a-uuid' }],
    ['bad_account', { ...ACTIONS, accountId: 0 }],
    ['bad_account', { ...ACTIONS, accountId: -5 }],
    ['bad_account', { ...METERED, accountId: 2 ** 53 }],
    ['unknown_sku', { ...ACTIONS, sku: 'actions_vax' }],
    ['unknown_sku', { ...METERED, sku: '' }],
    ['unknown_sku', { ...METERED, sku: '__proto__' }],
    ['wrong_unit', { ...ACTIONS, sku: 'actions_storage' }],
    ['wrong_unit', { ...PACKAGES, sku: 'packages_storage' }],
    ['wrong_unit', { ...STORAGE, sku: 'packages_bandwidth' }],
    ['wrong_unit', { ...METERED, unitOfMeasure: 'minutes' }],
    ['wrong_unit', { ...METERED, unitOfMeasure: 'parsecs' }],
    ['wrong_product', { ...METERED, product: 'actions' }],
    ['bad_time', { ...ACTIONS, startedAtMs: null }],
    ['bad_time', { ...ACTIONS, endedAtMs: null }],
    ['bad_time', { ...ACTIONS, endedAtMs: DAY_MS - 1 }],
    ['bad_time', { ...PACKAGES, transferredAtMs: null }],
    ['bad_time', { ...PACKAGES, transferredAtMs: -1 }],
    ['bad_time', { ...PACKAGES, transferredAtMs: Date.UTC(10_000, 0, 1) }],
    ['bad_time', { ...STORAGE, periodEndMs: DAY_MS - 1 }],
    ['bad_time', { ...METERED, usageEndMs: DAY_MS - 1 }],
    ['bad_quantity', { ...PACKAGES, bytesTransferred: -1 }],
    ['bad_quantity', { ...STORAGE, storedBytes: -1 }],
    ['bad_quantity', { ...STORAGE, storedBytes: Number.MAX_SAFE_INTEGER, periodStartMs: 0, periodEndMs: DAY_MS * 100 }],
    ['bad_quantity', { ...METERED, quantity: null }],
    ['bad_quantity', { ...METERED, quantity: { units: -1, nanos: 0 } }],
    ['bad_quantity', { ...METERED, quantity: { units: 0, nanos: -1 } }],
    ['bad_quantity', { ...METERED, quantity: { units: 10 ** 13, nanos: 0 } }],
    ['bad_quantity', { ...METERED, quantity: { units: 1, nanos: 1_000_000_000 } }],
  ])('%s', (errorClass, event) => {
    expect(of(event)).toBe(errorClass)
  })
})

describe('checkAge (R14)', () => {
  const horizon = Date.UTC(2024, 9, 1)
  const day = 86_400_000
  test.each([
    ['none', DAY_MS, DAY_MS],
    ['none', horizon, DAY_MS],
    ['too_old', horizon - 1, DAY_MS],
    ['none', DAY_MS + day, DAY_MS],
    ['ahead_of_its_record', DAY_MS + day + 1, DAY_MS],
  ])('%s', (outcome, occurredAtMs, recordMs) => {
    expect(poisonOf(() => checkAge(occurredAtMs, recordMs, horizon))).toBe(outcome)
  })
})
