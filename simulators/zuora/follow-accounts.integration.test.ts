/** The simulator learns accounts from a real broker, and re-reads before it refuses one. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PLAN, STANDING } from '../../domain/account.ts'
import { parseSites } from '../../server/env.ts'
import {
  CLIENT_ID,
  CLIENT_SECRET,
  createDatabase,
  dropDatabase,
  eventually,
  HEADINGS,
} from '../../server/jobs/testing/harness.ts'
import { connectKafka, type Hydro } from '../../server/kafka/client.ts'
import { encodeAccountChanged } from '../../server/proto/codec.ts'
import { createTopic } from '../../server/testing/index.ts'
import { connectZuora, type ZuoraClient } from '../../server/zuora/client.ts'
import { followAccounts } from './follow-accounts.ts'
import { DEFAULT_OPTIONS } from './options.ts'
import { type Simulator, startSimulator } from './server.ts'

const topic = `accounts.changed.${randomBytes(4).toString('hex')}`
let databaseUrl: string
let hydro: Hydro
let simulator: Simulator
let zuora: ZuoraClient
let producer: ReturnType<ReturnType<Hydro['kafka']>['producer']>

const follow = async (): Promise<void> => {
  simulator = await startSimulator(
    { ...DEFAULT_OPTIONS, databaseUrl, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, importDelayMs: 0 },
    () => {},
    (accounts, pool) => followAccounts({ pool, accounts, home: hydro.home, topic, security: {}, log: () => {} }),
  )
  zuora = connectZuora({ baseUrl: simulator.baseUrl, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET })
}
const unfollow = async (): Promise<void> => {
  await simulator?.stop()
  await zuora?.close()
}

const announce = async (zuoraAccountNumber: string, subscription = ''): Promise<void> => {
  const value = encodeAccountChanged({
    accountId: 1,
    version: 1,
    login: 'octo',
    zuoraAccountNumber,
    zuoraSubscriptionNumber: subscription,
    standing: STANDING.active,
    billingEnabled: true,
    plan: PLAN.team,
  })
  await producer.send({
    topic,
    messages: [
      { key: '1', value },
      { key: '2', value: Buffer.from([255]) },
      { key: '3', value: null },
    ],
  })
}

const outcomeFor = async (account: string, subscription = ''): Promise<string> => {
  const bytes = Buffer.from(`${HEADINGS}${account},Minutes,1,11/01/2026,,${subscription},,\n`)
  const answer = await zuora.postUsage({
    fileName: `${account}.csv`,
    bytes,
    idempotencyKey: randomBytes(8).toString('hex'),
    trackId: 't',
    deadlineMs: 10_000,
    mayStart: () => true,
  })
  if (answer.kind !== 'accepted') throw new Error(answer.message)
  return eventually('the import ends', async () => {
    const status = await zuora.importStatus(answer.statusPath)
    return status.kind === 'waiting' ? false : status.kind === 'failed' ? status.message : status.kind
  })
}

beforeAll(async () => {
  const sites = process.env.TEST_KAFKA_SITES
  if (!sites)
    throw new Error('TEST_KAFKA_SITES is not set: these tests need a running broker. Run them with `npm test`.')
  databaseUrl = await createDatabase('zuora')
  hydro = connectKafka({ sites: parseSites(sites), clientId: 'test' })
  const admin = await hydro.admin(hydro.home.name)
  await createTopic(admin, topic, { partitions: 3 })
  producer = hydro.kafka(hydro.home.name).producer()
  await producer.connect()
  await follow()
}, 60_000)
afterAll(async () => {
  await unfollow()
  await producer?.disconnect()
  await hydro?.disconnect()
  if (databaseUrl) await dropDatabase(databaseUrl)
}, 30_000)

describe('accounts of accounts.changed', { timeout: 60_000 }, () => {
  it('are known as soon as they are written, with their subscription', async () => {
    await announce('A-100', 'S-100')
    expect(await outcomeFor('A-100', 'S-100')).toBe('imported')
    expect(await outcomeFor('A-100', 'S-101')).toContain('SUBSCRIPTION_ID "S-101" is not known')
    await announce('A-200')
    expect(await outcomeFor('A-200')).toBe('imported')
    expect(await outcomeFor('A-999')).toContain('ACCOUNT_ID "A-999" is not known')
  })

  it('stay known over a restart, and new ones are learnt', async () => {
    await unfollow()
    await announce('A-300')
    await follow()
    expect(await outcomeFor('A-100')).toBe('imported')
    expect(await outcomeFor('A-300')).toBe('imported')
  })
})
