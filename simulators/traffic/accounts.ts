/** What accounts.changed says of the invented customers. */
import { type AccountChanged, PLAN, STANDING } from '../../domain/account.ts'
import { encodeAccountChanged } from '../../server/proto/codec.ts'
import type { DemoAccount } from './population.ts'

export const accountChanged = (account: DemoAccount, version: number): AccountChanged => ({
  accountId: account.id,
  version,
  login: account.login,
  zuoraAccountNumber: account.zuoraAccountNumber,
  zuoraSubscriptionNumber: account.zuoraSubscriptionNumber,
  standing: standingOf(account),
  billingEnabled: account.trait !== 'billing_off',
  plan: { FREE: PLAN.free, TEAM: PLAN.team, ENTERPRISE: PLAN.enterprise }[account.plan],
})

const standingOf = ({ trait }: DemoAccount): number => {
  if (trait === 'suspended') return STANDING.suspended
  if (trait === 'spammy') return STANDING.spammy
  return trait === 'deleted' ? STANDING.deleted : STANDING.active
}

/** Key and value for accounts.changed. */
export const accountRecord = (account: DemoAccount, version: number): { key: string; value: Buffer } => ({
  key: `${account.id}`,
  value: encodeAccountChanged(accountChanged(account, version)),
})

/** Accounts that a run tells of before any usage: all but those whose usage comes first. */
export const knownAtStart = (accounts: readonly DemoAccount[]): DemoAccount[] =>
  accounts.filter((a) => a.trait !== 'not_known')
