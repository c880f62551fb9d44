import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { STANDING } from './account.ts'
import type { LineItem } from './line-item.ts'
import { normalise } from './normalise.ts'
import { Poison } from './poison.ts'
import { REASON_NAMES } from './reasons.ts'
import { type AccountFacts, decide, RULES } from './rules.ts'
import { ACTIONS, CATALOGUE, DAY_MS } from './testing.ts'

const ACCOUNT: AccountFacts = {
  version: 3,
  zuoraAccountNumber: 'A00001234',
  zuoraSubscriptionNumber: '',
  standing: STANDING.active,
  billingEnabled: true,
}
const ITEM: LineItem = normalise(ACTIONS, CATALOGUE)
const open = () => false
const of = (
  item: Partial<LineItem>,
  account: Partial<AccountFacts> | null = {},
  isClosed: (ms: number) => boolean = open,
) => {
  const whole = { ...ITEM, ...item }
  return decide(
    whole,
    CATALOGUE.bySku.get(whole.sku),
    account === null ? undefined : { ...ACCOUNT, ...account },
    isClosed,
  )
}

describe('decide', () => {
  test('accepts what no rule is against', () => {
    expect(of({})).toBeNull()
  })
  test('gives the reason of each rule', () => {
    expect(of({}, null)).toBe('account_not_known')
    expect(of({}, { zuoraAccountNumber: '' })).toBe('no_zuora_account')
    expect(of({}, { standing: STANDING.suspended })).toBe('account_suspended')
    expect(of({}, { standing: STANDING.spammy })).toBe('flagged_as_spam')
    expect(of({}, { standing: STANDING.deleted })).toBe('account_deleted')
    expect(of({}, { billingEnabled: false })).toBe('billing_switched_off')
    expect(of({ repositoryVisibility: 1 })).toBe('public_repository')
    expect(of({ runner: 2 })).toBe('self_hosted_runner')
    expect(of({ units: 0, nanos: 0 })).toBe('nothing_to_bill')
    expect(of({}, {}, (ms) => ms === DAY_MS)).toBe('period_closed')
  })
  test('bills larger runners in public repositories, and everything in internal ones', () => {
    expect(of({ repositoryVisibility: 1, sku: 'actions_linux_4_core' })).toBeNull()
    expect(of({ repositoryVisibility: 1, sku: 'copilot_enterprise' })).toBeNull()
    expect(of({ repositoryVisibility: 3 })).toBeNull()
    expect(of({ repositoryVisibility: 0 })).toBeNull()
    expect(of({ repositoryVisibility: 1, sku: 'packages_bandwidth' })).toBe('public_repository')
    expect(of({ repositoryVisibility: 1, sku: 'packages_storage' })).toBe('public_repository')
  })
  test('a billionth of a unit is billed', () => {
    expect(of({ units: 0, nanos: 1 })).toBeNull()
  })
  test('a SKU that is not in the catalogue is never guessed', () => {
    expect(() => of({ sku: 'actions_vax' })).toThrow(Poison)
  })
  test('has one rule for each reason, and the first that applies wins', () => {
    expect(RULES.map((rule) => rule.reason)).toEqual(REASON_NAMES)
    const cases = fc.record({
      visibility: fc.nat(3),
      runner: fc.nat(2),
      units: fc.nat(1),
      known: fc.boolean(),
      zuoraAccountNumber: fc.constantFrom('', 'A1'),
      standing: fc.integer({ min: 1, max: 4 }),
      billingEnabled: fc.boolean(),
      closed: fc.boolean(),
    })
    fc.assert(
      fc.property(cases, (c) => {
        const item = { ...ITEM, repositoryVisibility: c.visibility, runner: c.runner, units: c.units }
        const applying = [
          !c.known && 'account_not_known',
          c.known && c.zuoraAccountNumber === '' && 'no_zuora_account',
          c.known && c.standing === 2 && 'account_suspended',
          c.known && c.standing === 3 && 'flagged_as_spam',
          c.known && c.standing === 4 && 'account_deleted',
          c.known && !c.billingEnabled && 'billing_switched_off',
          c.visibility === 1 && 'public_repository',
          c.runner === 2 && 'self_hosted_runner',
          c.units === 0 && 'nothing_to_bill',
          c.closed && 'period_closed',
        ].filter((reason) => reason !== false)
        expect(of(item, c.known ? c : null, () => c.closed)).toBe(applying[0] ?? null)
      }),
    )
  })
})
