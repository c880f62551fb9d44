/** R8 on real connections: a stuck transaction ends before its partition moves, and its end does not end the process. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { REBALANCE_TIMEOUT_MS, SESSION_TIMEOUT_MS } from '../limits.ts'
import { allowLong, inTransaction, openPool, type Pool } from '../postgres/pool.ts'
import { type FreshDatabase, freshDatabase, until } from '../testing/index.ts'
import { isWorldAway } from '../world-away.ts'

let database: FreshDatabase
let pool: Pool
beforeAll(async () => {
  database = await freshDatabase()
  pool = openPool(database.url, 'limits', 2)
})
afterAll(async () => {
  await pool?.end()
  await database?.drop()
})

const inMs = async (setting: string) => {
  const { rows } = await pool.query<{ ms: number }>(
    `select extract(epoch from current_setting($1)::interval)::float8 * 1000 as ms`,
    [setting],
  )
  return rows[0]!.ms
}
const show = async (setting: string) =>
  (await pool.query<{ value: string }>('select current_setting($1) as value', [setting])).rows[0]!.value

describe('a connection of a worker (R8)', () => {
  it.each([
    ['transaction_timeout', 15_000],
    ['idle_in_transaction_session_timeout', 15_000],
    ['lock_timeout', 5_000],
  ])('has a %s below the session timeout of its group', async (setting, ms) => {
    expect(await inMs(setting)).toBe(ms)
    expect(ms).toBeLessThan(SESSION_TIMEOUT_MS)
    expect(REBALANCE_TIMEOUT_MS).toBeLessThan(SESSION_TIMEOUT_MS)
  })

  it('waits for the disk at each commit (R27), in UTC, with plans made for the values at hand', async () => {
    expect(await Promise.all(['synchronous_commit', 'timezone', 'plan_cache_mode'].map(show))).toEqual([
      'on',
      'UTC',
      'force_custom_plan',
    ])
  })

  it('gives up waiting for a lock, which is an outage and no failure of the data', async () => {
    await pool.query('create table locked (n int)')
    const holder = new pg.Client({ connectionString: database.url })
    await holder.connect()
    await holder.query('begin; lock table locked')
    const wait = inTransaction(pool, async (tx) => {
      await tx.query(`set local lock_timeout = '50ms'`) // five seconds are too long for a test
      await tx.query('select * from locked')
    })
    const error = await wait.catch((e: unknown) => e)
    expect(error).toMatchObject({ code: '55P03' })
    expect(isWorldAway(error)).toBe(true)
    await holder.end()
  })

  it('may be ended by the server in the middle, idle or in use, without ending the process', async () => {
    const end = (states: string[]) =>
      database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name = 'hydrometer limits' and state = any($1)`,
        [states],
      )
    await pool.query('select 1')
    await end(['idle'])
    const failed = inTransaction(pool, async (tx) => {
      await tx.query('select 1')
      await end(['idle in transaction'])
      await tx.query('select 1')
    }).catch((e: unknown) => e)
    expect(isWorldAway(await failed)).toBe(true)
    // An unheard `error` of either connection would have ended this test's process.
    await until(async () => (await pool.query('select 1')).rowCount === 1)
  })

  it('is ended by transaction_timeout when its work never ends', async () => {
    const client = await pool.connect()
    await client.query(`set transaction_timeout = '100ms'`) // fifteen seconds are too long for a test
    await client.query('begin')
    const error = await client.query('select pg_sleep(30)').catch((e: unknown) => e)
    expect(error).toMatchObject({ code: '25P04' })
    expect(isWorldAway(error)).toBe(true)
    client.release(true)
    await until(async () => (await pool.query('select 1')).rowCount === 1)
  })

  it('may take longer where it must, and no longer than that', async () => {
    const client = await pool.connect()
    await client.query(`set transaction_timeout = '300ms'`)
    await client.query('begin')
    await allowLong(client, 30_000)
    await client.query('select pg_sleep(0.7)')
    await client.query('rollback')
    await client.query('begin')
    await allowLong(client, 400)
    await expect(client.query('select pg_sleep(30)')).rejects.toMatchObject({ code: '25P04' })
    client.release(true)
    await until(async () => (await pool.query('select 1')).rowCount === 1)
  })
})
