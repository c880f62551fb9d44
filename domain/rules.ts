import { STANDING } from './account.ts'
import type { Sku } from './catalogue.ts'
import { type LineItem, RUNNER, VISIBILITY } from './line-item.ts'
import { Poison, quoted } from './poison.ts'
import type { Reason } from './reasons.ts'

/** What a decision needs to know of an account. */
export type AccountFacts = {
  readonly version: number
  /** Empty: none yet. */
  readonly zuoraAccountNumber: string
  readonly zuoraSubscriptionNumber: string
  /** `STANDING` */
  readonly standing: number
  readonly billingEnabled: boolean
}

type Case = {
  readonly item: LineItem
  readonly sku: Sku
  readonly account: AccountFacts | undefined
  /** Whether the billing period in which a time lies is closed. */
  readonly isClosed: (startedAtMs: number) => boolean
}

export type Rule = { readonly reason: Reason; readonly applies: (c: Case) => boolean }

/**
 * Why a line item cannot be submitted, in this order: the first rule that applies is the reason that finance reads.
 * What may heal by itself stands first, so that the sweep (R11) finds it. Rules after the first know the account.
 */
export const RULES: readonly Rule[] = [
  { reason: 'account_not_known', applies: (c) => c.account === undefined },
  { reason: 'no_zuora_account', applies: (c) => c.account?.zuoraAccountNumber === '' },
  { reason: 'account_suspended', applies: (c) => c.account?.standing === STANDING.suspended },
  { reason: 'flagged_as_spam', applies: (c) => c.account?.standing === STANDING.spammy },
  { reason: 'account_deleted', applies: (c) => c.account?.standing === STANDING.deleted },
  { reason: 'billing_switched_off', applies: (c) => c.account?.billingEnabled === false },
  {
    reason: 'public_repository',
    applies: (c) => c.sku.freeWhenPublic && c.item.repositoryVisibility === VISIBILITY.public,
  },
  { reason: 'self_hosted_runner', applies: (c) => c.item.runner === RUNNER.selfHosted },
  { reason: 'nothing_to_bill', applies: (c) => c.item.units === 0 && c.item.nanos === 0 },
  { reason: 'period_closed', applies: (c) => c.isClosed(c.item.startedAtMs) },
]

/**
 * The first reason not to submit, or null: submit.
 * @throws Poison unknown_sku when the catalogue lost a SKU that the relay knew: nobody can say whether it is free.
 */
export const decide = (
  item: LineItem,
  sku: Sku | undefined,
  account: AccountFacts | undefined,
  isClosed: (startedAtMs: number) => boolean,
): Reason | null => {
  if (sku === undefined) throw new Poison('unknown_sku', `SKU ${quoted(item.sku)} is not in the catalogue`)
  const c: Case = { item, sku, account, isClosed }
  for (const rule of RULES) if (rule.applies(c)) return rule.reason
  return null
}
