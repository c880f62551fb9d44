/** Connections to Postgres with the settings that the protocol asks for (R8, R27). */
import type Pg from 'pg'
import { CONNECT_TIMEOUT_MS, LOCK_TIMEOUT_MS, POOL_CONNECTIONS_MAX, TRANSACTION_TIMEOUT_MS } from '../limits.ts'
import { pg } from './pg.ts'

// 64-bit numbers as numbers where they are known to be below 2^53 (offsets, ids that were checked at the edge);
// sums come as numeric, which stays text.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new Error(`Postgres gave ${text}, which is beyond 2^53`)
  return number
})

export type Pool = Pg.Pool
export type Client = Pg.ClientBase

/**
 * A pool whose every connection has the timeouts of R8: a stuck transaction ends before its partition moves to another
 * worker. Plans are made for the values at hand: a generic plan reads every partition of `line_item`.
 */
export const openPool = (databaseUrl: string, name: string, connections = POOL_CONNECTIONS_MAX): Pool => {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: `hydrometer ${name}`,
    max: connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    options: [
      `-c transaction_timeout=${TRANSACTION_TIMEOUT_MS}`,
      `-c idle_in_transaction_session_timeout=${TRANSACTION_TIMEOUT_MS}`,
      `-c lock_timeout=${LOCK_TIMEOUT_MS}`,
      '-c plan_cache_mode=force_custom_plan',
      '-c synchronous_commit=on',
      '-c timezone=UTC',
    ].join(' '),
  })
  // transaction_timeout and a restarting server end connections from their side; without a listener that ends us.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/**
 * A transaction that may take this long instead of R8's. Its clock runs since `begin`, and Postgres only stops it at 0: set
 * to more it would still end when it was to end.
 */
export const allowLong = async (tx: Client, ms: number): Promise<void> => {
  await tx.query('set local transaction_timeout = 0')
  await tx.query(`set local transaction_timeout = ${ms}`)
}

/**
 * Runs `work` in one READ COMMITTED transaction. Whatever goes wrong, a lost answer to COMMIT included, is thrown: the
 * caller drops all memory and loads again (R3).
 */
export const inTransaction = <T>(pool: Pool, work: (tx: Client) => Promise<T>): Promise<T> =>
  between(pool, 'begin', work)

/** All that `work` reads is of one moment; it may not write. */
export const inSnapshot = <T>(pool: Pool, work: (tx: Client) => Promise<T>): Promise<T> =>
  between(pool, 'begin isolation level repeatable read, read only', work)

const between = async <T>(pool: Pool, begin: string, work: (tx: Client) => Promise<T>): Promise<T> => {
  const client = await pool.connect()
  try {
    await client.query(begin)
    const result = await work(client)
    await client.query('commit')
    client.release()
    return result
  } catch (error) {
    // A connection in an unknown state is not given to anyone else.
    const usable = await client.query('rollback').then(
      () => true,
      () => false,
    )
    client.release(usable ? undefined : true)
    throw error
  }
}
