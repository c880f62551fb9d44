/** What every benchmark gets: where it may write, what to undo at the end or at Ctrl-C, and where it reports. */
import { spawnSync } from 'node:child_process'
import pg from 'pg'
import { type EmbeddedPostgres, startPostgres } from '../server/testing/index.ts'
import type { Report } from './report.ts'

export type BenchOptions = {
  /** Undefined: each benchmark's own default. */
  readonly events?: number
  /** Undefined: as many as the benchmark needs. */
  readonly rounds?: number
  /** Undefined: the benchmark's own. */
  readonly seed?: number
  readonly profile: boolean
  readonly checkBooks: boolean
  readonly withZuora: boolean
  /** Heap of each worker in MiB; undefined: what Node takes by itself. */
  readonly heapMiB?: number
  /** Events. */
  readonly warmUp?: number
  readonly seconds?: number
  readonly rate: number
  readonly lineItems: number
}

export const EVENTS_DEFAULT = 1_000_000

type Undo = () => Promise<unknown> | unknown

type Entry = { readonly name: string; readonly undo: Undo; ended?: Promise<void> }

/** What is running, in the order in which it was started; ended in the other. Whoever ends what is being ended waits for that. */
export class Cleanup {
  private readonly open: Entry[] = []

  /** Returns what does it now, and once only. */
  add(name: string, undo: Undo): () => Promise<void> {
    const entry: Entry = { name, undo }
    this.open.push(entry)
    return () => this.end(entry)
  }

  private end(entry: Entry): Promise<void> {
    entry.ended ??= this.undo(entry)
    return entry.ended
  }

  private async undo(entry: Entry): Promise<void> {
    try {
      await entry.undo()
    } finally {
      this.open.splice(this.open.indexOf(entry), 1)
    }
  }

  async all(): Promise<void> {
    for (let last = this.open.at(-1); last; last = this.open.at(-1)) {
      const { name } = last
      await this.end(last).catch((error: Error) => process.stderr.write(`Stopping ${name} failed: ${error.message}\n`))
    }
  }
}

export type Bench = {
  readonly options: BenchOptions
  readonly report: Report
  readonly cleanup: Cleanup
  /** A folder of this run, deleted at its end. */
  readonly folder: string
  readonly postgres: () => Promise<EmbeddedPostgres>
}

/** One durable server for all rounds, started when it is first needed; each round has databases of its own in it. */
export const sharedPostgres = (folder: string, cleanup: Cleanup): (() => Promise<EmbeddedPostgres>) => {
  let started: Promise<EmbeddedPostgres> | undefined
  const start = async () => {
    const postgres = await startPostgres({ dir: `${folder}/postgres`, durable: true })
    cleanup.add('Postgres', postgres.stop)
    process.env.TEST_DATABASE_URL = postgres.url // databases of a round are made with server/testing
    return postgres
  }
  return () => {
    started ??= start()
    return started
  }
}

/**
 * What an earlier step left to be written must not be paid for by the next one: a checkpoint, and the files of the
 * brokers to disk.
 */
export const settle = async (postgres: EmbeddedPostgres): Promise<void> => {
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  await client.query('checkpoint').finally(() => client.end())
  spawnSync('sync')
}
