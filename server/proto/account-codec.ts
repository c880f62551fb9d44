import { type AccountChanged, checkAccountChanged } from '../../domain/account.ts'
import { decodeMessage } from './decoding.ts'
import { hydro } from './generated/hydro.js'

const Message = hydro.accounts.v1.AccountChanged

/** A value of accounts.changed, checked. The caller skips null values, which change nothing there. @throws Poison */
export const decodeAccountChanged = (value: Buffer | null): AccountChanged => {
  const m = decodeMessage(Message, 'AccountChanged', value)
  return checkAccountChanged({
    accountId: m.accountId,
    version: m.version,
    login: m.login,
    zuoraAccountNumber: m.zuoraAccountNumber,
    zuoraSubscriptionNumber: m.zuoraSubscriptionNumber,
    standing: m.standing,
    billingEnabled: m.billingEnabled,
    plan: m.plan,
  })
}

export const encodeAccountChanged = (account: AccountChanged): Buffer => Message.encode(account).finish() as Buffer
