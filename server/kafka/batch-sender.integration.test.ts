import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTopic, testSites } from '../testing/index.ts'
import { openBatchSender } from './batch-sender.ts'
import { connectKafka, type Hydro, kafkajsVersion } from './client.ts'
import { readLog } from './log-reader.ts'
import type { OutRecord, Sender } from './sender.ts'

describe('the batch sender', () => {
  const topic = `batch-${randomBytes(4).toString('hex')}`
  let hydro: Hydro
  let sender: Sender
  beforeAll(async () => {
    hydro = connectKafka({ sites: testSites(), clientId: 'test' })
    await createTopic(await hydro.admin(hydro.home.name), topic, { partitions: 3 })
    sender = await openBatchSender(hydro, hydro.home.name)
  })
  afterAll(async () => {
    await sender?.disconnect()
    await hydro?.disconnect()
  })

  const readAll = async () => {
    const read: OutRecord[] = []
    for (const partition of [0, 1, 2])
      for await (const record of readLog(hydro, { site: hydro.home.name, topic, partition, from: 0 }))
        read.push({
          partition,
          key: record.key,
          value: record.value as Buffer,
          headers: record.headers as Record<string, Buffer>,
          timestampMs: record.timestampMs,
        })
    return read
  }

  it('puts what it was given on the log, in order, at the offsets it says', async () => {
    const records: OutRecord[] = Array.from({ length: 9_000 }, (_, i) => ({
      partition: i % 3,
      key: Buffer.from(`${i % 7}`),
      value: Buffer.from(`value ${i}`),
      headers: { name: Buffer.from(`${i}`) },
      timestampMs: 1_700_000_000_000 + i,
    }))
    const halves = await Promise.all([
      sender.send(topic, records.slice(0, 4_000)),
      sender.send(topic, records.slice(4_000)),
    ])
    const sent = halves.flat()
    expect(sent).toEqual(records.map((_, i) => Math.floor(i / 3)))
    const inOrder = [0, 1, 2].flatMap((partition) => records.filter((record) => record.partition === partition))
    expect(await readAll()).toEqual(inOrder)
  })

  it('is written for exactly this kafkajs, whose insides it uses', () => {
    expect(kafkajsVersion()).toBe('2.2.4')
  })
})
