/** The table of accounts: last writer by event version wins. */
import type { AccountChanged } from '../../domain/account.ts'
import type { Client } from '../postgres/pool.ts'

export const saveAccounts = async (tx: Client, changes: readonly AccountChanged[]): Promise<void> => {
  const newest = new Map<number, AccountChanged>()
  for (const change of changes) {
    const held = newest.get(change.accountId)
    if (!held || change.version > held.version) newest.set(change.accountId, change)
  }
  if (newest.size === 0) return
  const rows = [...newest.values()].sort((a, b) => a.accountId - b.accountId)
  await tx.query({
    name: 'save_accounts', // index: account_pkey
    text: `insert into account as a
             (id, version, login, zuora_account_number, zuora_subscription_number, standing, billing_enabled, plan)
           select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::smallint[],
                                $7::boolean[], $8::smallint[])
           on conflict (id) do update set
             version = excluded.version, login = excluded.login, zuora_account_number = excluded.zuora_account_number,
             zuora_subscription_number = excluded.zuora_subscription_number, standing = excluded.standing,
             billing_enabled = excluded.billing_enabled, plan = excluded.plan, changed_at = now()
           where excluded.version > a.version`,
    values: [
      rows.map((r) => r.accountId),
      rows.map((r) => r.version),
      rows.map((r) => r.login),
      rows.map((r) => r.zuoraAccountNumber),
      rows.map((r) => r.zuoraSubscriptionNumber),
      rows.map((r) => r.standing),
      rows.map((r) => r.billingEnabled),
      rows.map((r) => r.plan),
    ],
  })
}
