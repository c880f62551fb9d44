/**
 * The real Postgres, one connection, one transaction a run: a worker's transaction is a savepoint in it. So no two are
 * ever open at once (a decision is one atomic step), nothing has to be cleaned up, and an empty database is a rollback.
 */
import pg from 'pg'
import type { Client, Pool } from '../../server/postgres/pool.ts'

type Query = string | pg.QueryConfig

export class OneTransaction {
  readonly #client: pg.Client

  private constructor(client: pg.Client) {
    this.#client = client
  }

  static async connect(url: string): Promise<OneTransaction> {
    const options = '-c plan_cache_mode=force_generic_plan -c timezone=UTC -c jit=off'
    const client = new pg.Client({ connectionString: url, options })
    await client.connect()
    return new OneTransaction(client)
  }

  async begin(): Promise<void> {
    await this.#client.query('begin')
    await this.#client.query('savepoint empty')
  }
  /** As if the database had just been made. */
  async empty(): Promise<void> {
    await this.#client.query('rollback to savepoint empty')
  }
  async rollback(): Promise<void> {
    await this.#client.query('rollback')
  }
  async end(): Promise<void> {
    await this.#client.end()
  }

  query<R extends pg.QueryResultRow>(query: Query, values?: unknown[]): Promise<pg.QueryResult<R>> {
    return this.#client.query<R>(query as string, values)
  }

  /**
   * A worker's pool. `before` is awaited before each statement outside a transaction and before each transaction, and
   * may refuse it; `afterCommit` may take the answer to a commit away.
   */
  pool(hooks: { before: (what: string) => Promise<void>; afterCommit: () => void }): Pool {
    const nameOf = (query: Query): string => {
      if (typeof query !== 'string') return query.name ?? nameOf(query.text)
      return query.trim().split(/\s+/).slice(0, 3).join(' ')
    }
    const connect = async () => {
      await hooks.before('transaction')
      let isOpen = false
      const statement = async (text: Query, values?: unknown[]) => {
        if (text === 'begin') {
          isOpen = true
          return this.#client.query('savepoint step')
        }
        if (text === 'commit') {
          await this.#client.query('release savepoint step')
          isOpen = false
          return hooks.afterCommit()
        }
        if (text === 'rollback') {
          if (!isOpen) return
          isOpen = false
          return this.#client.query('rollback to savepoint step; release savepoint step')
        }
        return this.query(text, values)
      }
      // A COPY is a stream, and given back at once.
      const query = (text: Query | pg.Submittable, values?: unknown[]) =>
        typeof text === 'object' && 'submit' in text ? this.#client.query(text) : statement(text, values)
      return { query, release: () => {} } as unknown as Client
    }
    const query = async (text: Query, values?: unknown[]) => {
      await hooks.before(nameOf(text))
      return this.query(text, values)
    }
    return { connect, query } as unknown as Pool
  }
}
