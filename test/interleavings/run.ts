/** Runs seeds one after the other in one database, and says what a run broke. */
import { vi } from 'vitest'
import { migrateJobs } from '../../server/jobs/migrate.ts'
import { openReference, type Reference } from '../../server/postgres/reference.ts'
import { type FreshDatabase, freshDatabase } from '../../server/testing/index.ts'
import { checkWorld } from './check.ts'
import { OneTransaction } from './one-transaction.ts'
import { type Options, World } from './world.ts'

export type Broken = { readonly seed: number; readonly what: string; readonly trace: readonly string[] }

export class Runs {
  readonly #fresh: FreshDatabase
  readonly #database: OneTransaction
  readonly #reference: Reference

  private constructor(fresh: FreshDatabase, database: OneTransaction, reference: Reference) {
    this.#fresh = fresh
    this.#database = database
    this.#reference = reference
  }

  /** Clocks of the workers stand still from here on, and move only with a back-off. */
  static async open(): Promise<Runs> {
    const fresh = await freshDatabase({ poolSize: 2 })
    await migrateJobs(fresh.url)
    const database = await OneTransaction.connect(fresh.url)
    const reference = await openReference(fresh.pool)()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    return new Runs(fresh, database, reference)
  }

  async close(): Promise<void> {
    vi.useRealTimers()
    await this.#database.end()
    await this.#fresh.drop()
  }

  async run(seed: number, options: Options = {}): Promise<Broken | undefined> {
    await this.#database.begin()
    const world = new World(this.#database, this.#reference, seed, options)
    try {
      await world.run()
      const found = await checkWorld(world)
      return found.length > 0 ? { seed, what: found.join('\n'), trace: world.trace } : undefined
    } catch (error) {
      return { seed, what: String((error as Error).stack), trace: world.trace }
    } finally {
      await this.#database.rollback()
    }
  }

  /** The first of these seeds that breaks something. */
  async firstBroken(from: number, count: number, options: Options = {}): Promise<Broken | undefined> {
    for (let seed = from; seed < from + count; seed++) {
      const broken = await this.run(seed, options)
      if (broken) return broken
    }
    return undefined
  }
}

export const inWords = ({ seed, what, trace }: Broken): string =>
  `seed ${seed} broke the pipeline:\n${what}\n\nwhat happened:\n${trace.join('\n')}\n\nseed ${seed}: ${what.split('\n')[0]}`
