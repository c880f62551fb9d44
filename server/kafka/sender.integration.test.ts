/** Producing by R1 and R9 on the real broker, with both senders; and what a send in doubt does to its stream. */
import { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { setTopicConfig, until } from '../testing/index.ts'
import { openBatchSender } from './batch-sender.ts'
import type { Hydro } from './client.ts'
import { makeSender, type OutRecord, openStockSender, type Sender, SendInDoubt } from './sender.ts'
import { copier } from './testing/copier.ts'
import { DEADLINE_MS, openStage, type Stage } from './testing/stage.ts'

// Two minutes in the product, and here in all tests but the one that waits for it.
const doubt = vi.hoisted(() => ({ ms: 120_000 }))
vi.mock('../limits.ts', async (original) => ({
  ...(await original<object>()),
  get SEND_DOUBT_MS() {
    return doubt.ms
  },
}))

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.close())

const record = (value: string, partition = 0): OutRecord => ({
  partition,
  key: Buffer.from('7'),
  value: Buffer.from(value),
})
/** What a broker refuses until somebody raises it. */
const LARGE = 'x'.repeat(1_000)
const TOO_SMALL = { 'max.message.bytes': '500' }
const makeRoom = async (topic: string) => {
  await setTopicConfig(await stage.hydro.admin(stage.site), topic, { 'max.message.bytes': '1000000' })
}

describe.each<[string, (hydro: Hydro, site: string) => Promise<Sender>]>([
  ['the stock sender', openStockSender],
  ['the batch sender', openBatchSender],
])('%s', (_, open) => {
  let sender: Sender
  beforeAll(async () => {
    sender = await open(stage.hydro, stage.site)
  })
  afterAll(() => sender?.disconnect())

  it('is not idempotent and in no transaction (R1)', async () => {
    const topic = await stage.topic()
    await sender.send(topic, [record('a')])
    const cluster = await stage.hydro.cluster(stage.site)
    await cluster.addMultipleTargetTopics([topic])
    const broker = await cluster.findBroker({ nodeId: cluster.findTopicPartitionMetadata(topic)[0]!.leader })
    const partitions = [{ partition: 0, fetchOffset: '0', maxBytes: 10_000 }]
    const fetch = { maxWaitTime: 100, minBytes: 1, maxBytes: 10_000, isolationLevel: 0 as const }
    const { responses } = await broker.fetch({ ...fetch, topics: [{ topic, partitions }] })
    const message = responses[0]!.partitions[0]!.messages[0] as unknown as {
      batchContext: { producerId: string; inTransaction: boolean }
    }
    expect(message.batchContext).toMatchObject({ producerId: '-1', inTransaction: false })
  })

  it('asks for all replicas, outside of transactions: what goes over the wire (R1)', async () => {
    const topic = await stage.topic()
    const write = vi.spyOn(Socket.prototype, 'write')
    await sender.send(topic, [record('a')])
    // size, api key, version, correlation id, client id, transactional id, acks
    const produces = write.mock.calls
      .map(([bytes]) => bytes as unknown as Buffer)
      .filter((bytes) => Buffer.isBuffer(bytes) && bytes.includes(topic) && bytes.readInt16BE(4) === 0)
      .map((bytes) => bytes.subarray(14 + bytes.readInt16BE(12)))
    write.mockRestore()
    expect(produces.length).toBeGreaterThan(0)
    for (const body of produces) expect([body.readInt16BE(0), body.readInt16BE(2)]).toEqual([-1, -1])
  })

  it('repeats what was refused, and lets nothing overtake it (R1)', async () => {
    const topic = await stage.topic({ config: TOO_SMALL })
    const done: string[] = []
    const sends = [`a${LARGE}`, 'b', 'c'].map((value) =>
      sender.send(topic, [record(value)]).then(() => done.push(value)),
    )
    await until(() => sender.trouble(), { deadlineMs: DEADLINE_MS })
    expect(done).toEqual([])
    expect(await stage.values(topic)).toEqual([])
    await makeRoom(topic)
    await Promise.all(sends)
    expect((await stage.values(topic)).map((value) => value[0])).toEqual(['a', 'b', 'c'])
    expect(sender.trouble()).toBeUndefined()
  })

  it('produces to the partition it is told, whatever the key would hash to (R9)', async () => {
    const topic = await stage.topic({ partitions: 3 })
    await stage.warm(topic, 3)
    const sent = await sender.send(topic, [record('a', 2), record('b', 0), record('c', 1), record('d', 2)])
    expect(sent).toEqual([1, 1, 1, 2])
    expect(await Promise.all([0, 1, 2].map((p) => stage.values(topic, p)))).toEqual([
      ['warm', 'b'],
      ['warm', 'c'],
      ['warm', 'a', 'd'],
    ])
  })

  it('sends a record alone that is larger than a whole request should be', async () => {
    const topic = await stage.topic({ config: { 'max.message.bytes': '8000000' } })
    const large = 'x'.repeat(5_000_000)
    await Promise.all([sender.send(topic, [record('a'), record(large)]), sender.send(topic, [record('b')])])
    expect((await stage.values(topic)).map((value) => value.length)).toEqual([1, 5_000_000, 1])
  })
})

describe('a send in doubt (R1)', () => {
  /** Produces for real, and spoils the answer as `spoil` says. */
  const spoiled = async (spoil: (call: number, bases: Map<number, number>) => void) => {
    const topic = await stage.topic({ partitions: 2 })
    await stage.warm(topic, 2)
    const producer = await stage.producer()
    let call = 0
    const inFlight = { now: 0, most: 0 }
    const sender = makeSender(
      async (to, byPartition) => {
        inFlight.now++
        inFlight.most = Math.max(inFlight.most, inFlight.now)
        const messages = [...byPartition].flatMap(([partition, records]) =>
          records.map(({ key, value }) => ({ partition, key, value })),
        )
        const answers = await producer.send({ topic: to, acks: -1, messages })
        inFlight.now--
        const bases = new Map(answers.map((a) => [a.partition, Number(a.baseOffset)]))
        spoil(call++, bases)
        return bases
      },
      async () => {},
    )
    return { topic, sender, inFlight }
  }

  it('whose answer lacks a partition is sent again, whole, before anything else; the last place is what it says', async () => {
    const { topic, sender, inFlight } = await spoiled((call, bases) => void (call === 0 && bases.delete(1)))
    const first = sender.send(topic, [record('a', 0), record('b', 1)])
    const second = sender.send(topic, [record('c', 0), record('d', 1)])
    expect(await first).toEqual([2, 2])
    await second
    expect(await stage.values(topic, 0)).toEqual(['warm', 'a', 'a', 'c'])
    expect(await stage.values(topic, 1)).toEqual(['warm', 'b', 'b', 'd'])
    expect(inFlight.most).toBe(1)
  })

  it('whose answer was lost is sent again: twice on the log, never not at all', async () => {
    const { topic, sender } = await spoiled((call) => {
      if (call === 0) throw new Error('Connection terminated')
    })
    await Promise.all([sender.send(topic, [record('a')]), sender.send(topic, [record('b')])])
    const values = await stage.values(topic)
    expect(values.slice(0, 3)).toEqual(['warm', 'a', 'a'])
    expect(values.at(-1)).toBe('b')
  })

  it('for too long ends the process, with nothing committed', async () => {
    const topic = await stage.topic()
    const out = await stage.topic({ config: TOO_SMALL })
    const name = stage.name()
    await stage.produce(topic, [LARGE])
    doubt.ms = 1_000
    const running = await stage.run(copier({ name, from: topic, to: out }))
    expect(await running.stream.fatal).toBeInstanceOf(SendInDoubt)
    doubt.ms = 120_000
    expect(await stage.committed(name, topic)).toBeNull()
    await running.stop(500)

    await makeRoom(out)
    await stage.run(copier({ name, from: topic, to: out }))
    await until(async () => (await stage.committed(name, topic)) === 1, { deadlineMs: DEADLINE_MS })
    expect(await stage.values(out)).toEqual([LARGE])
    expect(await stage.decided(topic)).toEqual([0])
  })
})
