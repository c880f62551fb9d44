import { randomBytes } from 'node:crypto'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { partitionForKey } from '../../domain/murmur2.ts'
import { connectKafka, type Hydro } from '../../server/kafka/client.ts'
import { createTopic, testSites, until } from '../../server/testing/index.ts'
import { openOutbox } from '../outbox.ts'
import { follow, parseFrom, readNow, type TailOptions } from './read-topic.ts'
import type { Found } from './show-record.ts'

const topic = `cli-${randomBytes(4).toString('hex')}`
const PARTITIONS = 3
let hydro: Hydro

beforeAll(async () => {
  hydro = connectKafka({ sites: testSites(), clientId: 'cli-test' })
  const admin = await hydro.admin('iad')
  await createTopic(admin, topic, { partitions: PARTITIONS })
  // Times of their own: records of different partitions within one millisecond have no order.
  // Idempotent: on a busy machine a send is repeated, and this test counts.
  const createPartitioner = kafkajs.Partitioners.DefaultPartitioner
  const producer = hydro.kafka('iad').producer({ createPartitioner, idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  const firstMs = Date.now() - 60_000
  const messages = Array.from({ length: 40 }, (_, i) => ({
    key: `${i % 7}`,
    value: `${i}`,
    timestamp: `${firstMs + i}`,
  }))
  await producer.send({ topic, messages, acks: -1 })
  await producer.disconnect()
})
afterAll(async () => {
  await (await hydro.admin('iad')).deleteTopics({ topics: [topic] })
  await hydro.disconnect()
})

const read = async (options: Partial<TailOptions> = {}) => {
  const { found } = await readNow(hydro, { site: 'iad', topic, from: { kind: 'end' }, limit: 10, ...options })
  return found.map((f) => Number(f.record.value?.toString()))
}
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

describe('tail', () => {
  it('shows the last records, the first ones, those from a time or an offset, over all partitions in order', async () => {
    expect(await read()).toEqual(range(30, 40))
    expect(await read({ limit: 100 })).toEqual(range(0, 40))
    expect(await read({ from: parseFrom('beginning'), limit: 5 })).toEqual(range(0, 5))
    expect(await read({ from: parseFrom('2020-01-01'), limit: 3 })).toEqual([0, 1, 2])
    expect(await read({ from: parseFrom('2099-01-01T00:00:00Z') })).toEqual([])
    const all = await readNow(hydro, { site: 'iad', topic, from: { kind: 'beginning' }, limit: 100 })
    const fourth = all.found.filter((f) => f.partition === 1)[3]!
    expect(await read({ partition: 1, from: parseFrom('3'), limit: 1 })).toEqual([
      Number(fourth.record.value?.toString()),
    ])
    expect(() => parseFrom('yesterday')).toThrow('--from yesterday')
  })

  it('finds a key wherever it is, on the partition of every Kafka client', async () => {
    const { found } = await readNow(hydro, { site: 'iad', topic, from: { kind: 'end' }, limit: 4, key: '3' })
    expect(found.map((f) => Number(f.record.value?.toString()))).toEqual([17, 24, 31, 38])
    expect(new Set(found.map((f) => f.partition))).toEqual(new Set([partitionForKey('3', PARTITIONS)]))
  })

  it('follows what arrives until it is stopped', async () => {
    const options: TailOptions = { site: 'iad', topic, from: { kind: 'end' }, limit: 0 }
    const { found, next } = await readNow(hydro, options)
    expect(found).toEqual([])
    const seen: Found[] = []
    const stop = new AbortController()
    const following = follow(hydro, options, next, (f) => void seen.push(f), stop.signal)
    const outbox = openOutbox(hydro)
    await outbox.send('iad', [{ topic, key: '1', value: Buffer.from('new') }])
    await until(() => seen.length === 1, { seen: () => seen.length })
    expect(seen[0]?.record.value?.toString()).toBe('new')
    expect(seen[0]?.partition).toBe(partitionForKey('1', PARTITIONS)) // as kafkajs and every Java client
    stop.abort()
    await following
    await outbox.close()
  })
})
