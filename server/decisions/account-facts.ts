/**
 * What the filter knows of accounts: one query per batch for what a bounded cache lacks, never one per event. Facts are
 * at most `ACCOUNT_CACHE_MS` old; the decision stores their version, so the sweep finds what was decided too early.
 */
import type { AccountFacts } from '../../domain/rules.ts'
import { ACCOUNT_CACHE_MAX, ACCOUNT_CACHE_MS } from '../limits.ts'
import type { Pool } from '../postgres/pool.ts'

type Held = { readonly facts: AccountFacts | undefined; readonly readAt: number }

export class AccountCache {
  readonly #pool: Pool
  readonly #held = new Map<number, Held>()

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** Makes sure that `get` answers for these accounts; for those of `anew` with what is true now. */
  async load(accountIds: Iterable<number>, anew: Iterable<number> = []): Promise<void> {
    const now = performance.now()
    const lacking = new Set<number>(anew)
    for (const id of accountIds) {
      const held = this.#held.get(id)
      if (!held || now - held.readAt > ACCOUNT_CACHE_MS) lacking.add(id)
    }
    if (lacking.size === 0) return
    const { rows } = await this.#pool.query<AccountFacts & { id: number }>({
      name: 'read_account_facts', // index: account_pkey
      text: `select id, version, zuora_account_number as "zuoraAccountNumber",
                    zuora_subscription_number as "zuoraSubscriptionNumber", standing, billing_enabled as "billingEnabled"
               from account where id = any($1::bigint[])`,
      values: [[...lacking]],
    })
    const found = new Map(rows.map((row) => [row.id, row]))
    for (const id of lacking) {
      this.#held.delete(id) // the newest at the end: the oldest leave first
      this.#held.set(id, { facts: found.get(id), readAt: now })
    }
    for (const id of this.#held.keys()) {
      if (this.#held.size <= ACCOUNT_CACHE_MAX) break
      this.#held.delete(id)
    }
  }

  get(accountId: number): AccountFacts | undefined {
    return this.#held.get(accountId)?.facts
  }
}
