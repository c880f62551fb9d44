import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TOPICS } from '../../domain/pipeline.ts'
import { awaitLeaders, createTopic, type EmbeddedBroker, setTopicConfig, startBroker } from '../testing/index.ts'
import { awaitCoordinators } from './await-coordinators.ts'
import { connectKafka, type Hydro } from './client.ts'
import { createTopics } from './create-topics.ts'

const { ConfigResourceTypes } = kafkajs

/** A broker of its own: topics have the product's names, which other files may use on the shared one. */
describe('createTopics', () => {
  let folder: string
  let broker: EmbeddedBroker
  let hydro: Hydro
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'topics-'))
    broker = await startBroker({ site: 'iad', dir: folder, quick: true })
    hydro = connectKafka({ sites: [{ name: 'iad', brokers: broker.brokers, isHome: true }], clientId: 'test' })
  })
  afterAll(async () => {
    await hydro?.disconnect()
    await broker?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const setting = async (topic: string, name: string) => {
    const admin = await hydro.admin('iad')
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames: [name] }],
    })
    return resources[0]?.configEntries[0]?.configValue
  }

  it('leaves a topic of another team as it is, and makes room for its failures', async () => {
    const admin = await hydro.admin('iad')
    await createTopic(admin, 'usage.actions', { partitions: 8, config: { 'max.message.bytes': '8000000' } })
    const made = await createTopics(hydro, { partitions: 3, replication: 1 })
    expect(made).toHaveLength(TOPICS.length - 1)
    const { topics } = await admin.fetchTopicMetadata({
      topics: ['usage.actions', 'usage-relay.retry', 'billing.line-items'],
    })
    expect(Object.fromEntries(topics.map((t) => [t.name, t.partitions.length]))).toEqual({
      'usage.actions': 8,
      'usage-relay.retry': 8,
      'billing.line-items': 3,
    })
    expect(Number(await setting('usage-relay.dead-letter', 'max.message.bytes'))).toBe(8000000 + 2 * 1024 * 1024)
    expect(await setting('usage.actions', 'max.message.bytes')).toBe('8000000')
  })

  it('keeps billing, dead-letter and retry topics for ever (R6) and compacts accounts', async () => {
    const kept = TOPICS.filter((t) => t.place === 'home' && t.name !== 'accounts.changed')
    for (const topic of kept)
      expect([topic.name, await setting(topic.name, 'retention.ms')]).toEqual([topic.name, '-1'])
    expect(await setting('accounts.changed', 'cleanup.policy')).toBe('compact')
  })

  it('makes nothing the second time, and raises a dead-letter topic when its source grew', async () => {
    await setTopicConfig(await hydro.admin('iad'), 'usage.actions', { 'max.message.bytes': '9000000' })
    expect(await createTopics(hydro, { partitions: 3, replication: 1 })).toEqual([])
    expect(Number(await setting('usage-relay.retry', 'max.message.bytes'))).toBe(9000000 + 2 * 1024 * 1024)
    expect(await setting('usage-relay.retry', 'retention.ms')).toBe('-1')
  })

  it('says which topic has too few partitions (R9)', async () => {
    const admin = await hydro.admin('iad')
    await admin.createPartitions({ topicPartitions: [{ topic: 'billing.line-items', count: 5 }] })
    await awaitLeaders(admin, 'billing.line-items', 5)
    await expect(createTopics(hydro, { partitions: 3, replication: 1 })).rejects.toThrow(
      /billing.submittable has 3 partitions and needs 5/,
    )
  })

  it('waits for the coordinators of a new cluster', async () => {
    await awaitCoordinators(hydro)
  })
})
