import { checkAccountId } from './line-item.ts'
import { Poison, quoted } from './poison.ts'

/** The numbers of hydro.accounts.v1.Standing, stored as they are. */
export const STANDING = { active: 1, suspended: 2, spammy: 3, deleted: 4 } as const
/** The numbers of hydro.accounts.v1.Plan, stored as they are. */
export const PLAN = { unspecified: 0, free: 1, team: 2, enterprise: 3 } as const

/** The whole account as it is now; the greatest version wins. */
export type AccountChanged = {
  readonly accountId: number
  readonly version: number
  readonly login: string
  /** Empty: no Zuora account yet. */
  readonly zuoraAccountNumber: string
  /** Empty: usage counts on every subscription with the unit. */
  readonly zuoraSubscriptionNumber: string
  readonly standing: number
  readonly billingEnabled: boolean
  readonly plan: number
}

const STANDING_NAMES = ['', 'ACTIVE', 'SUSPENDED', 'SPAMMY', 'DELETED'] as const
const PLAN_NAMES = ['', 'FREE', 'TEAM', 'ENTERPRISE'] as const
/** As the contract names them; empty for none. */
export const standingName = (standing: number): string => STANDING_NAMES[standing] ?? ''
export const planName = (plan: number): string => PLAN_NAMES[plan] ?? ''

/** Longer than any login or Zuora number; keeps a row of the CSV and of the table small. */
const TEXT_UNITS_MAX = 255
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/

const checkText = (text: string, field: string): void => {
  if (text.length > TEXT_UNITS_MAX)
    throw new Poison('bad_account', `${field} has more than ${TEXT_UNITS_MAX} characters`)
  // Postgres text cannot hold NUL, and no name or number of Zuora has a control character.
  if (CONTROL.test(text)) throw new Poison('bad_account', `${field} ${quoted(text)} has a control character`)
}

/**
 * An account whose standing we do not know must not be billed by guess, so it is refused.
 * @throws Poison bad_account
 */
export const checkAccountChanged = (account: AccountChanged): AccountChanged => {
  checkAccountId(account.accountId)
  if (!Number.isSafeInteger(account.version) || account.version < 0) {
    throw new Poison('bad_account', `version ${account.version} is not a whole number of 0 and more`)
  }
  checkText(account.login, 'login')
  checkText(account.zuoraAccountNumber, 'zuora_account_number')
  checkText(account.zuoraSubscriptionNumber, 'zuora_subscription_number')
  if (standingName(account.standing) === '')
    throw new Poison('bad_account', `standing ${account.standing} is not known`)
  if (account.plan !== PLAN.unspecified && planName(account.plan) === '') {
    throw new Poison('bad_account', `plan ${account.plan} is not known`)
  }
  return account
}
