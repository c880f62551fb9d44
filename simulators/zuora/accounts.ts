/** The accounts and subscriptions that the tenant knows. */
import type pg from 'pg'
import { accountId } from './ids.ts'
import type { RowFault, UsageRow } from './usage-file.ts'

export type KnownAccount = { accountNumber: string; subscriptionNumber: string }

export class Accounts {
  readonly #pool: pg.Pool
  readonly #mode: 'known' | 'any'
  /** Reads on until everything that was written before the call is known. */
  #catchUp: (() => Promise<void>) | null = null

  constructor(pool: pg.Pool, mode: 'known' | 'any') {
    this.#pool = pool
    this.#mode = mode
  }

  followWith(catchUp: () => Promise<void>): void {
    this.#catchUp = catchUp
  }

  /** Numbers stay known for ever: Zuora keeps accounts and subscriptions that Hydrometer no longer uses. */
  async add(accounts: readonly KnownAccount[]): Promise<void> {
    // Sorted, so that two writers lock in one order; trimmed as the fields of a file are.
    const numbers = [...new Set(accounts.map((a) => a.accountNumber.trim()))].sort()
    await this.#pool.query(
      'insert into account (account_number, id) select * from unnest($1::text[], $2::text[]) on conflict do nothing',
      [numbers, numbers.map(accountId)],
    )
    const pairs = accounts.filter((a) => a.subscriptionNumber !== '')
    if (pairs.length > 0)
      await this.#pool.query(
        `insert into account_subscription (account_number, subscription_number)
         select * from unnest($1::text[], $2::text[]) on conflict do nothing`,
        [pairs.map((p) => p.accountNumber.trim()), pairs.map((p) => p.subscriptionNumber.trim())],
      )
  }

  /** Rows whose account or subscription is not known, the first of each; asks again after catching up before it says no. */
  async faultsOf(rows: readonly UsageRow[]): Promise<RowFault[]> {
    if (this.#mode === 'any') {
      await this.add(rows.map((r) => ({ accountNumber: r.account, subscriptionNumber: r.subscription })))
      return []
    }
    const faults = await this.#unknown(rows)
    if (faults.length === 0 || !this.#catchUp) return faults
    await this.#catchUp()
    return this.#unknown(rows)
  }

  async #unknown(rows: readonly UsageRow[]): Promise<RowFault[]> {
    const firstRow = new Map<string, { row: number; account: string; subscription: string }>()
    for (const { row, account, subscription } of rows) {
      const key = `${account}\n${subscription}`
      if (!firstRow.has(key)) firstRow.set(key, { row, account, subscription })
    }
    const asked = [...firstRow.values()]
    const { rows: found } = await this.#pool.query<{ row: number; account_known: boolean }>(
      `select q.row, a.account_number is not null as account_known
         from unnest($1::int[], $2::text[], $3::text[]) as q (row, account, subscription)
         left join account a on a.account_number = q.account
         left join account_subscription s on s.account_number = q.account and s.subscription_number = q.subscription
        where a.account_number is null or (q.subscription <> '' and s.subscription_number is null)`,
      [asked.map((a) => a.row), asked.map((a) => a.account), asked.map((a) => a.subscription)],
    )
    const byRow = new Map(asked.map((a) => [a.row, a]))
    return found.map(({ row, account_known }) => ({
      row,
      message: account_known
        ? `SUBSCRIPTION_ID "${byRow.get(row)?.subscription.slice(0, 60)}" is not known for account "${byRow.get(row)?.account.slice(0, 60)}"`
        : `ACCOUNT_ID "${byRow.get(row)?.account.slice(0, 60)}" is not known`,
    }))
  }
}
