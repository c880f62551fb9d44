import type { Reason } from '../../domain/reasons.ts'

/** What support says after the reason: may it still be billed, and what would have to happen. Read out as it stands. */
const NEXT: Readonly<Record<Reason, string>> = {
  account_not_known: 'It is decided again by itself once the account is known.',
  no_zuora_account: 'It is decided again by itself once there is a billing account.',
  account_suspended: 'It is not billed while the account is suspended; we can decide again when it is active.',
  flagged_as_spam: 'It is not billed while the account is flagged; we can decide again when that is settled.',
  account_deleted: 'It is not billed: the account is gone.',
  billing_switched_off: 'It is not billed while billing is off; we can decide again when it is switched on.',
  public_repository: 'Nothing to do: this is free.',
  self_hosted_runner: 'Nothing to do: work on own machines is free.',
  nothing_to_bill: 'Nothing to do: there is no amount.',
  period_closed: 'It came after the period was closed; finance decides what becomes of it.',
}

export const whatNext = (reason: string): string =>
  Object.hasOwn(NEXT, reason) ? NEXT[reason as Reason] : 'The billing system refused its row; a person looks at it.'
