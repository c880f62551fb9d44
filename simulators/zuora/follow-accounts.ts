/**
 * Learns account numbers from `accounts.changed`, so that the simulator knows whom Zuora would know. Read by a consumer
 * group of its own, whose name is kept in the simulator's database: an emptied database reads from the beginning again.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import type { Site } from '../../server/env.ts'
import { connectKafka, type KafkaSecurity } from '../../server/kafka/client.ts'
import { decodeAccountChanged } from '../../server/proto/codec.ts'
import type { Accounts, KnownAccount } from './accounts.ts'

/** Before a file is refused for an unknown account, what was written until now is read: at most this long. */
const CATCH_UP_DEADLINE_MS = 30_000
const CATCH_UP_LOOK_MS = 100
/** How long to wait for the topic on a cluster that is just being made. */
const TOPIC_LOOK_MS = 1_000
/** Rows written at once, bounding memory while a large topic is read from its beginning. */
const WRITE_ROWS_MAX = 5_000

const groupName = async (pool: pg.Pool): Promise<string> => {
  const { rows } = await pool.query<{ value: string }>(
    `insert into setting (name, value) values ('kafka_group', $1)
     on conflict (name) do update set value = setting.value returning value`,
    [`zuora-simulator-${randomBytes(4).toString('hex')}`],
  )
  return rows[0]?.value ?? ''
}

/** What does not decode is no account: account-directory dead-letters it. */
const accountOf = (value: Buffer | null): KnownAccount | null => {
  if (value === null) return null
  try {
    const account = decodeAccountChanged(value)
    if (account.zuoraAccountNumber === '') return null
    return { accountNumber: account.zuoraAccountNumber, subscriptionNumber: account.zuoraSubscriptionNumber }
  } catch {
    return null
  }
}

export type Follower = { catchUp(): Promise<void>; stop(): Promise<void> }

export const followAccounts = async (options: {
  pool: pg.Pool
  accounts: Accounts
  home: Site
  topic: string
  security: Partial<KafkaSecurity>
  log: (message: string) => void
}): Promise<Follower> => {
  const { pool, accounts, home, topic, log } = options
  const hydro = connectKafka({ sites: [home], clientId: 'zuora-simulator', env: options.security })
  const groupId = await groupName(pool)
  let stopped = false
  let consumer: ReturnType<ReturnType<typeof hydro.kafka>['consumer']> | null = null

  const consume = async (): Promise<void> => {
    const made = hydro.kafka(home.name).consumer({ groupId, sessionTimeout: 20_000, maxBytes: 4 * 1024 * 1024 })
    consumer = made
    const crashed = new Promise<never>((_, reject) => made.on('consumer.crash', (e) => reject(e.payload.error)))
    crashed.catch(() => {})
    await made.connect()
    await made.subscribe({ topics: [topic], fromBeginning: true })
    await made.run({
      eachBatch: async ({ batch, heartbeat }) => {
        const known = batch.messages.map((m) => accountOf(m.value)).filter((a) => a !== null)
        for (let at = 0; at < known.length; at += WRITE_ROWS_MAX) {
          await accounts.add(known.slice(at, at + WRITE_ROWS_MAX))
          await heartbeat()
        }
      },
    })
    await crashed
  }

  /** For as long as the simulator lives: a broker that is away is waited for. */
  const follow = async (): Promise<void> => {
    while (!stopped) {
      try {
        await consume()
      } catch (error) {
        if (!stopped) log(`${topic} cannot be read just now: ${(error as Error).message}`)
      }
      await consumer?.disconnect().catch(() => {})
      consumer = null
      if (!stopped) await wait(TOPIC_LOOK_MS)
    }
  }
  const following = follow()

  const behind = async (ends: { partition: number; high: string; low: string }[]): Promise<boolean> => {
    const admin = await hydro.admin(home.name)
    const [found] = await admin.fetchOffsets({ groupId, topics: [topic] })
    const committed = new Map(found?.partitions.map((p) => [p.partition, BigInt(p.offset)]))
    return ends.some(({ partition, high, low }) => high !== low && (committed.get(partition) ?? -1n) < BigInt(high))
  }

  return {
    catchUp: async () => {
      const deadline = Date.now() + CATCH_UP_DEADLINE_MS
      const admin = await hydro.admin(home.name)
      const ends = await admin.fetchTopicOffsets(topic)
      while (!stopped && (await behind(ends))) {
        if (Date.now() > deadline) throw new Error(`${topic} was not read to its end in ${CATCH_UP_DEADLINE_MS} ms`)
        await wait(CATCH_UP_LOOK_MS)
      }
    },
    stop: async () => {
      stopped = true
      // disconnect() waits for a running handler: a deadline bounds it.
      await Promise.race([consumer?.disconnect().catch(() => {}), wait(5_000, undefined, { ref: false })])
      await Promise.race([following, wait(2_000, undefined, { ref: false })])
      await hydro.disconnect()
    },
  }
}
