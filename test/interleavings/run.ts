/** Runs seeds, a few at a time, each in a database of its own lane, and says what a run broke. */
import { migrateJobs } from '../../server/jobs/migrate.ts'
import { openReference, type Reference } from '../../server/postgres/reference.ts'
import { type FreshDatabase, freshDatabase } from '../../server/testing/index.ts'
import { checkWorld } from './check.ts'
import { installClocks } from './clock.ts'
import { OneTransaction } from './one-transaction.ts'
import { type Options, World } from './world.ts'

export type Broken = { readonly seed: number; readonly what: string; readonly trace: readonly string[] }

/** While one run waits for Postgres, another one goes on. More gain nothing on two cores. */
const LANES = 3

type Lane = { readonly fresh: FreshDatabase; readonly database: OneTransaction; readonly reference: Reference }

/** All usage of a run is of today: plans need not look at the partitions of other months. */
const dropOtherMonths = async ({ pool }: FreshDatabase): Promise<void> => {
  const month = new Date().toISOString().slice(0, 7)
  await pool.query(
    `do $$ declare part record; begin
       for part in select i.inhrelid::regclass as name from pg_inherits i join pg_class c on c.oid = i.inhparent
                    where c.relkind = 'p' and i.inhrelid::regclass::text !~ '${month.replace('-', '_?')}'
       loop execute 'drop table ' || part.name; end loop; end $$`,
  )
}

const openLane = async (): Promise<Lane> => {
  const fresh = await freshDatabase({ poolSize: 2 })
  await migrateJobs(fresh.url)
  await dropOtherMonths(fresh)
  return { fresh, database: await OneTransaction.connect(fresh.url), reference: await openReference(fresh.pool)() }
}

export class Runs {
  readonly #lanes: readonly Lane[]
  readonly #restoreClock: () => void

  private constructor(lanes: readonly Lane[]) {
    this.#lanes = lanes
    this.#restoreClock = installClocks()
  }

  static async open(): Promise<Runs> {
    return new Runs(await Promise.all(Array.from({ length: LANES }, openLane)))
  }

  async close(): Promise<void> {
    this.#restoreClock()
    for (const { database, fresh } of this.#lanes) {
      await database.end()
      await fresh.drop()
    }
  }

  /** The lowest of these seeds that breaks something; `stopAtFirst` false: all of them. */
  async broken(from: number, count: number, options: Options = {}, stopAtFirst = true): Promise<Broken[]> {
    const found: Broken[] = []
    let next = from
    const work = async (lane: Lane) => {
      while (next < from + count && !(stopAtFirst && found.length > 0)) {
        const broken = await run(lane, next++, options)
        if (broken) found.push(broken)
      }
    }
    await Promise.all(this.#lanes.map(work))
    return found.sort((a, b) => a.seed - b.seed)
  }
}

const run = async ({ database, reference }: Lane, seed: number, options: Options): Promise<Broken | undefined> => {
  await database.begin()
  const world = new World(database, reference, seed, options)
  try {
    await world.run()
    const found = await checkWorld(world)
    return found.length > 0 ? { seed, what: found.join('\n'), trace: world.trace } : undefined
  } catch (error) {
    return { seed, what: String((error as Error).stack), trace: world.trace }
  } finally {
    await database.rollback()
  }
}

export const inWords = ({ seed, what, trace }: Broken): string =>
  `seed ${seed} broke the pipeline:\n${what}\n\nwhat happened:\n${trace.join('\n')}\n\nseed ${seed}: ${what.split('\n')[0]}`
