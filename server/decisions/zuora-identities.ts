/**
 * The Zuora account and subscription that a decision froze (R12), as one number per pair. Pairs are never changed, so
 * what is cached stays true; there are about as many as accounts.
 */
import { ACCOUNT_CACHE_MAX } from '../limits.ts'
import type { Pool } from '../postgres/pool.ts'

export type Identity = { readonly id: number; readonly accountNumber: string; readonly subscriptionNumber: string }
/** What the filter freezes, as facts of an account or a decision in the log have it. */
export type Pair = { readonly zuoraAccountNumber: string; readonly zuoraSubscriptionNumber: string }

const keyOf = (pair: Pair): string => `${pair.zuoraAccountNumber}\n${pair.zuoraSubscriptionNumber}`

export class ZuoraIdentities {
  readonly #pool: Pool
  readonly #byPair = new Map<string, Identity>()
  readonly #byId = new Map<number, Identity>()

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** Makes sure that `of` answers for these pairs; makes the rows that are missing. */
  async load(pairs: Iterable<Pair>): Promise<void> {
    const lacking = new Map<string, Pair>()
    for (const pair of pairs) if (!this.#byPair.has(keyOf(pair))) lacking.set(keyOf(pair), pair)
    if (lacking.size === 0) return
    if (this.#byPair.size + lacking.size > ACCOUNT_CACHE_MAX) {
      this.#byPair.clear()
      this.#byId.clear()
    }
    const wanted = [...lacking.values()]
    const values = [wanted.map((p) => p.zuoraAccountNumber), wanted.map((p) => p.zuoraSubscriptionNumber)]
    await this.#pool.query(
      `insert into zuora_identity (account_number, subscription_number)
       select * from unnest($1::text[], $2::text[]) on conflict do nothing`,
      values,
    )
    const { rows } = await this.#pool.query<Identity>(
      `select i.id, i.account_number as "accountNumber", i.subscription_number as "subscriptionNumber"
         from zuora_identity i
         join unnest($1::text[], $2::text[]) as w (account_number, subscription_number)
           using (account_number, subscription_number)`,
      values,
    )
    for (const identity of rows) this.#keep(identity)
  }

  async loadIds(ids: Iterable<number>): Promise<void> {
    const lacking = new Set<number>()
    for (const id of ids) if (id !== 0 && !this.#byId.has(id)) lacking.add(id)
    if (lacking.size === 0) return
    const { rows } = await this.#pool.query<Identity>(
      `select id, account_number as "accountNumber", subscription_number as "subscriptionNumber"
         from zuora_identity where id = any($1::int[])`,
      [[...lacking]],
    )
    for (const identity of rows) this.#keep(identity)
  }

  of(pair: Pair): Identity {
    return this.#byPair.get(keyOf(pair)) ?? missing(keyOf(pair))
  }
  withId(id: number): Identity {
    return this.#byId.get(id) ?? missing(String(id))
  }

  #keep(identity: Identity): void {
    const { accountNumber, subscriptionNumber } = identity
    this.#byPair.set(
      keyOf({ zuoraAccountNumber: accountNumber, zuoraSubscriptionNumber: subscriptionNumber }),
      identity,
    )
    this.#byId.set(identity.id, identity)
  }
}

const missing = (what: string): never => {
  throw new Error(`the Zuora identity ${JSON.stringify(what)} was not loaded`)
}
