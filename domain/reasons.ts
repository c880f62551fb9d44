/** Why a line item was not accepted: a closed list. Codes are stored and never change their meaning. */
export const REASONS = {
  account_not_known: { code: 1, words: 'Hydrometer has not heard of the account yet', releasedBySweep: true },
  no_zuora_account: { code: 2, words: 'The account has no Zuora account yet', releasedBySweep: true },
  account_suspended: { code: 3, words: 'The account is suspended', releasedBySweep: false },
  flagged_as_spam: { code: 4, words: 'The account is flagged as spam', releasedBySweep: false },
  account_deleted: { code: 5, words: 'The account was deleted', releasedBySweep: false },
  billing_switched_off: { code: 6, words: 'Billing is switched off for the account', releasedBySweep: false },
  public_repository: { code: 7, words: 'This usage is free in public repositories', releasedBySweep: false },
  self_hosted_runner: { code: 8, words: 'The job ran on a self-hosted runner, which is free', releasedBySweep: false },
  nothing_to_bill: { code: 9, words: 'The quantity is zero', releasedBySweep: false },
  period_closed: { code: 10, words: 'The billing period of this usage is already closed', releasedBySweep: false },
} as const

export type Reason = keyof typeof REASONS
export const REASON_NAMES = Object.keys(REASONS) as Reason[]

export const reasonCode = (reason: Reason | null): number => (reason === null ? 0 : REASONS[reason].code)

const byCode = new Map<number, Reason>(REASON_NAMES.map((name) => [REASONS[name].code, name]))
/** 0 is "accepted": null. */
export const reasonOfCode = (code: number): Reason | null => {
  if (code === 0) return null
  const found = byCode.get(code)
  if (!found) throw new Error(`no reason has code ${code}; was it stored by a newer release?`)
  return found
}
