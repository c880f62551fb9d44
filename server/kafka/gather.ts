/**
 * Makes few questions of many: what is asked while an answer is under way is asked together once it is there. A worker
 * that starts asks the same of each of its partitions at the same moment, on one connection, which answers in turn.
 */
import type { CursorKey } from '../postgres/cursor.ts'
import type { Pool } from '../postgres/pool.ts'

type Waiting<K, V> = { readonly key: K; resolve(value: V): void; reject(error: unknown): void }

/**
 * @param ask answers in the order of the keys
 * @returns asks for one key; never given an answer that was under way when it was called
 */
export const gather = <K, V>(ask: (keys: readonly K[]) => Promise<readonly V[]>): ((key: K) => Promise<V>) => {
  const waiting: Waiting<K, V>[] = []
  let isAsking = false

  const answer = async (asked: readonly Waiting<K, V>[]): Promise<void> => {
    try {
      const values = await ask(asked.map(({ key }) => key))
      for (const [index, { resolve }] of asked.entries()) resolve(values[index] as V)
    } catch (error) {
      if (asked.length === 1) asked[0]!.reject(error)
      // One that cannot be answered must not fail the others.
      else await Promise.all(asked.map((one) => answer([one])))
    }
  }

  const askAll = async (): Promise<void> => {
    isAsking = true
    while (waiting.length > 0) {
      await new Promise((resolve) => setImmediate(resolve)) // who asks in the same moment comes along
      await answer(waiting.splice(0))
    }
    isAsking = false
  }

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject })
      if (!isAsking) void askAll()
    })
}

/**
 * A `gather` for each owner and name, made when it is first asked and gone with its owner.
 * @param nameOf what is asked together: keys of different names are different questions
 */
export const gatherBy = <Owner extends object, K, V>(
  nameOf: (key: K) => string,
  ask: (owner: Owner, keys: readonly K[]) => Promise<readonly V[]>,
): ((owner: Owner, key: K) => Promise<V>) => {
  const made = new WeakMap<Owner, Map<string, (key: K) => Promise<V>>>()
  return (owner, key) => {
    const byName = made.get(owner) ?? new Map<string, (key: K) => Promise<V>>()
    made.set(owner, byName)
    const name = nameOf(key)
    const get = byName.get(name) ?? gather((keys: readonly K[]) => ask(owner, keys))
    byName.set(name, get)
    return get(key)
  }
}

type PartitionRow = { readonly topic: string; readonly partition: number }

/**
 * The row of one partition of a processor, undefined where it has none; partitions of one processor ask together.
 * @param sql gives topic, partition and whatever is asked for; $1 is the processor, $2 the site
 */
export const gatherRows = <Row extends PartitionRow>(sql: string) =>
  gatherBy(
    ({ processor, site }: CursorKey) => `${processor}/${site}`,
    async (pool: Pool, keys): Promise<(Row | undefined)[]> => {
      const { processor, site } = keys[0]!
      const { rows } = await pool.query<Row>(sql, [processor, site])
      return keys.map(({ topic, partition }) => rows.find((r) => r.topic === topic && r.partition === partition))
    },
  )
