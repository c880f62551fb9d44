import { fork } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectKafka, type Hydro } from '../../server/kafka/client.ts'
import { createTopic, until } from '../../server/testing/index.ts'
import { temporaryFolder } from '../test/servers.ts'
import { startBroker } from './kafka.ts'
import { startPostgres } from './postgres.ts'
import { identityOf, type ProcessIdentity } from './processes.ts'

const STARTER = fileURLToPath(new URL('./testing/starter.mjs', import.meta.url))

describe('embedded servers', () => {
  let folder: string
  beforeAll(async () => {
    folder = await temporaryFolder()
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const ask = async (url: string, sql: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      return (await client.query(sql)).rows
    } finally {
      await client.end()
    }
  }

  it('Postgres keeps its data, port and password through kill -9', async () => {
    const dir = join(folder, 'pg')
    const first = await startPostgres({ dir, durable: false })
    await ask(first.url, 'create table kept as select 7 as n')
    await first.kill()
    const second = await startPostgres({ dir, durable: false })
    try {
      expect(second.url).toBe(first.url)
      expect(await ask(second.url, 'select n from kept')).toEqual([{ n: 7 }])
      expect(await ask(second.url, 'show server_version_num')).toEqual([
        { server_version_num: expect.stringMatching(/^18/) },
      ])
    } finally {
      await second.stop()
    }
  })

  it('a broker keeps its records, port and cluster through kill -9', async () => {
    const dir = join(folder, 'broker')
    const first = await startBroker({ site: 'iad', dir, quick: true })
    const hydro: Hydro = connectKafka({
      sites: [{ name: 'iad', brokers: first.brokers, isHome: true }],
      clientId: 'test',
    })
    const admin = await hydro.admin('iad')
    await createTopic(admin, 'kept')
    const producer = hydro.kafka('iad').producer()
    await producer.connect()
    await producer.send({ topic: 'kept', messages: [{ value: 'a' }, { value: 'b' }] })
    await first.kill()
    const second = await startBroker({ site: 'iad', dir, quick: true })
    try {
      expect([second.brokers, second.clusterId]).toEqual([first.brokers, first.clusterId])
      const ends = await until(() => admin.fetchTopicOffsets('kept'), { deadlineMs: 30_000 })
      expect(ends[0]?.high).toBe('2')
    } finally {
      await producer.disconnect()
      await hydro.disconnect()
      await second.stop()
    }
  })

  it('end by themselves when the program that started them dies hard, and the next start finds the folder free', async () => {
    const starter = fork(STARTER, [join(folder, 'orphans')], { execArgv: [] })
    const pids = await new Promise<number[]>((resolve) =>
      starter.once('message', (value) => resolve(value as number[])),
    )
    const servers = (await Promise.all(pids.map(identityOf))) as ProcessIdentity[]
    starter.kill('SIGKILL')
    // At once: the forerunner is still ending, and is waited for.
    const again = await startPostgres({ dir: join(folder, 'orphans', 'postgres'), durable: false })
    await again.stop()
    const left = async () => {
      const now = await Promise.all(servers.map(({ pid }) => identityOf(pid)))
      return now.filter((found, i) => found?.started === servers[i]?.started)
    }
    await until(async () => (await left()).length === 0, { deadlineMs: 30_000, seen: left })
  })
})
