/** Keys of a keyed topic: the account id as decimal ASCII text, and the partition that every client gives it. */
import { partitionForKey } from '../../domain/murmur2.ts'
import { ACCOUNT_CACHE_MAX } from '../limits.ts'

export type Keyed = { readonly key: Buffer; readonly partition: number }

/** The same accounts come again and again: each key is made once, and all are forgotten when there are too many. */
export class AccountKeys {
  readonly #partitions: number
  readonly #known = new Map<number, Keyed>()

  constructor(partitions: number) {
    this.#partitions = partitions
  }

  of(accountId: number): Keyed {
    const known = this.#known.get(accountId)
    if (known) return known
    const key = Buffer.from(String(accountId))
    const made = { key, partition: partitionForKey(key, this.#partitions) }
    if (this.#known.size >= ACCOUNT_CACHE_MAX) this.#known.clear()
    this.#known.set(accountId, made)
    return made
  }
}
