import { expect, test } from 'vitest'
import { type AccountChanged, checkAccountChanged, planName, standingName } from './account.ts'
import { Poison } from './poison.ts'

const ACCOUNT: AccountChanged = {
  accountId: 42,
  version: 1,
  login: 'octo',
  zuoraAccountNumber: '',
  zuoraSubscriptionNumber: '',
  standing: 1,
  billingEnabled: true,
  plan: 0,
}

test('an account as it should be is taken as it is', () => {
  expect(checkAccountChanged(ACCOUNT)).toBe(ACCOUNT)
})
test.each<Partial<AccountChanged>>([
  { accountId: 0 },
  { accountId: 2 ** 53 },
  { version: -1 },
  { version: 2 ** 53 },
  { login: 'a\u0000b' },
  { zuoraAccountNumber: 'A1\n' },
  { zuoraSubscriptionNumber: 'x'.repeat(256) },
  { standing: 0 },
  { standing: 5 },
  { plan: 4 },
])('%j is poison', (change) => {
  expect(() => checkAccountChanged({ ...ACCOUNT, ...change })).toThrow(Poison)
})
test('numbers have the names of the contract', () => {
  expect([1, 2, 3, 4].map(standingName)).toEqual(['ACTIVE', 'SUSPENDED', 'SPAMMY', 'DELETED'])
  expect([1, 2, 3].map(planName)).toEqual(['FREE', 'TEAM', 'ENTERPRISE'])
  expect([standingName(0), planName(9)]).toEqual(['', ''])
})
