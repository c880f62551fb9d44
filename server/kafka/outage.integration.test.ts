/** The world away for a while: nothing becomes a dead letter, nothing is lost, and all goes on by itself. */
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmbeddedBroker, startBroker, until } from '../testing/index.ts'
import { connectKafka, type Hydro } from './client.ts'
import { logBounds } from './log-reader.ts'
import { copier, gate } from './testing/copier.ts'
import { DEADLINE_MS, openStage, type Stage } from './testing/stage.ts'

const letters = async (stage: Stage) =>
  (await stage.pool.query<{ n: number }>('select count(*)::int as n from dead_letter')).rows[0]!.n
const stops = async (stage: Stage) => (await stage.pool.query('select * from stream_stop')).rows

const scene = async (stage: Stage) => {
  const name = stage.name()
  const topics = [stage.topic(), stage.topic(), stage.topic({ name: `${name}.dead-letter` })]
  const [topic, out, deadLetter] = (await Promise.all(topics)) as [string, string, string]
  return { name, topic, out, deadLetter }
}

describe('Postgres away', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
  })
  afterAll(() => stage?.close())
  const endConnections = (client: { query: pg.Client['query'] }) =>
    client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = $1 and application_name = 'hydrometer stage'`,
      [stage.database.name],
    )

  it('in the middle of a decision: it is made again, once', async () => {
    const { name, topic, out, deadLetter } = await scene(stage)
    await stage.produce(topic, ['a', 'b'])
    const door = gate()
    const processor = copier({ name, from: topic, to: out, deadLetter, inDecision: door.pass })
    const running = await stage.run(processor)
    await until(() => door.state.waiting === 1, { deadlineMs: DEADLINE_MS })
    await endConnections(stage.database.pool)
    door.open()
    await until(async () => (await stage.committed(name, topic)) === 2, { deadlineMs: DEADLINE_MS })
    expect(processor.opened).toHaveLength(2)
    expect(await stage.values(out)).toEqual(['a', 'b'])
    expect([await letters(stage), await stops(stage), running.fatal()]).toEqual([0, [], undefined])
    expect(stage.log).toContain('waiting: the world does not work just now')
  })

  it('for a while: the worker says so, keeps its place in the group, and catches up', async () => {
    const { name, topic, out, deadLetter } = await scene(stage)
    await stage.produce(topic, ['a'])
    const running = await stage.run(copier({ name, from: topic, to: out, deadLetter }))
    await until(async () => (await stage.committed(name, topic)) === 1, { deadlineMs: DEADLINE_MS })
    const admin = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL })
    await admin.connect()
    await admin.query(`alter database ${stage.database.name} with allow_connections false`)
    await endConnections(admin)
    await stage.produce(topic, ['b', 'bad c', 'd'])
    await until(() => running.run(0)?.state === 'waiting', { deadlineMs: DEADLINE_MS })
    expect(running.run(0)?.message).not.toBe('')
    await admin.query(`alter database ${stage.database.name} with allow_connections true`)
    await admin.end()
    await until(async () => (await stage.committed(name, topic)) === 4, { deadlineMs: DEADLINE_MS })
    expect(running.run(0)).toMatchObject({ state: 'running', message: '' })
    expect(await stage.values(out)).toEqual(['a', 'b', 'd'])
    expect(await stage.values(deadLetter)).toEqual(['bad c'])
    expect(running.joins).toHaveLength(1)
    expect(running.fatal()).toBeUndefined()
  })
})

describe('a broker of its own', () => {
  let folder: string
  let broker: EmbeddedBroker
  let hydro: Hydro
  let stage: Stage
  const start = () => startBroker({ site: 'iad', dir: folder, quick: true })
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outage-'))
    broker = await start()
    hydro = connectKafka({ sites: [{ name: 'iad', brokers: broker.brokers, isHome: true }], clientId: 'test' })
    stage = await openStage({ hydro })
  })
  afterAll(async () => {
    await stage?.close()
    await hydro?.disconnect()
    await broker?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  /** Makes a log whose offsets begin here, as after years of records. A batch's offset is outside of its checksum. */
  const beginAt = async (topic: string, offset: number) => {
    const log = join(folder, 'data', `${topic}-0`)
    const [from, to] = [0, offset].map((n) => join(log, `${String(n).padStart(20, '0')}.log`)) as [string, string]
    const bytes = await readFile(from)
    for (let at = 0; at + 12 <= bytes.length; at += 12 + bytes.readInt32BE(at + 8))
      bytes.writeBigInt64BE(bytes.readBigInt64BE(at) + BigInt(offset), at)
    await writeFile(from, bytes)
    await rename(from, to)
    for (const name of await readdir(log)) if (/index$|snapshot$|checkpoint$/.test(name)) await rm(join(log, name))
  }

  it('killed in the middle and started again: nothing is lost, nothing is a dead letter; offsets beyond 2^31 are numbers', async () => {
    const { name, topic, out, deadLetter } = await scene(stage)
    await stage.produce(topic, ['a', 'b', 'c'])
    await broker.stop()
    const first = 9_999_999_998 // and the digits grow in between: texts would compare the other way
    await beginAt(topic, first)
    broker = await start()
    expect((await logBounds(hydro, 'iad', new Map([[topic, [0]]]))).get(topic)!.get(0)).toEqual({
      low: first,
      end: first + 3,
      stableEnd: first + 3,
    })
    const running = await stage.run(copier({ name, from: topic, to: out, deadLetter }))
    await until(async () => (await stage.committed(name, topic)) === first + 3, { deadlineMs: DEADLINE_MS })
    expect(await stage.decided(topic)).toEqual([first, first + 1, first + 2])

    await broker.kill()
    broker = await start()
    await until(
      async () => {
        await stage.produce(topic, ['d'])
        return true
      },
      { deadlineMs: DEADLINE_MS },
    )
    await until(async () => (await stage.values(out)).at(-1) === 'd', { deadlineMs: DEADLINE_MS })
    await until(async () => ((await stage.committed(name, topic)) ?? 0) > first + 3, { deadlineMs: DEADLINE_MS })
    expect(await stage.cursor(name)).toMatchObject({ next_offset: await stage.committed(name, topic) })
    expect((await stage.values(out)).slice(0, 4)).toEqual(['a', 'b', 'c', 'd'])
    expect([await letters(stage), await stops(stage), running.fatal()]).toEqual([0, [], undefined])
  }, 120_000)
})
