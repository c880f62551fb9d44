/** What tests of the desk share: a database and a log in memory, commands through their routes, and the sender behind them. */
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { useApiContext } from '../../api/context.ts'
import type { Pool } from '../../postgres/pool.ts'
import { call, testContext } from '../../queries/testing/context.ts'
import { type MemoryLog, memoryLog } from '../../queries/testing/memory-hydro.ts'
import { seedAccount, seedLetter } from '../../queries/testing/seed.ts'
import { type FreshDatabase, freshDatabase } from '../../testing/fresh-database.ts'
import { sendWaiting } from '../send-waiting.ts'

export type TestDesk = {
  readonly pool: Pool
  /** Of this test. */
  readonly log: MemoryLog
  post(handler: Parameters<typeof call>[0], path: string, body: unknown, headers?: object): ReturnType<typeof call>
  /** One round of dead-letter-desk. */
  send(): ReturnType<typeof sendWaiting>
  audits(): Promise<{ actor: string; action: string; subject: string; reason: string }[]>
  /** Of all dead letters, oldest first. */
  states(): Promise<string[]>
  /** One that is in its dead-letter topic, too; its id. */
  deadLetter(offset: number, more?: object): Promise<string>
}

/** To be called once, at the top of a test file: a fresh database for all of its tests, emptied before each. */
export const testDesk = (): TestDesk => {
  let db: FreshDatabase
  let log: MemoryLog
  beforeAll(async () => {
    db = await freshDatabase()
    await seedAccount(db.pool, 7, 'octo-org')
  }, 60_000)
  afterAll(async () => {
    useApiContext(undefined)
    await db?.drop()
  })
  beforeEach(async () => {
    await db.pool.query(
      'truncate dead_letter, release_request, line_item, placement, stream_stop, stream_cursor, audit_log',
    )
    log = memoryLog(6)
    testContext(db.pool, { hydro: () => log.hydro })
  })
  return {
    get pool() {
      return db.pool
    },
    get log() {
      return log
    },
    post: (handler, path, body, headers = {}) => call(handler, `/api/v1/${path}`, { body, headers: { ...headers } }),
    send: () => sendWaiting({ pool: db.pool, hydro: log.hydro, sender: log.sender }),
    audits: async () => (await db.pool.query('select actor, action, subject, reason from audit_log order by id')).rows,
    states: async () =>
      (await db.pool.query<{ state: string }>('select state from dead_letter order by id')).rows.map((r) => r.state),
    deadLetter: (offset, more = {}) => {
      const letterOffset = log.put('usage-relay.dead-letter', 4, {
        key: '7',
        value: Buffer.from(`bytes ${offset}`),
        headers: { traceparent: 'theirs', 'hydro-error-class': 'unknown_sku', 'hydro-attempt': '1' },
      })
      return seedLetter(db.pool, { offset, letterOffset, ...more })
    },
  }
}
