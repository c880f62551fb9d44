/** Topics of tests. A broker answers a change before it is in force: on a busy machine that is seconds. */
import kafkajs, { type Admin } from 'kafkajs'
import { until } from './until.ts'

type Settings = Readonly<Record<string, string>>
const entriesOf = (settings: Settings) => Object.entries(settings).map(([name, value]) => ({ name, value }))

/**
 * Until the topic has `partitions`, each with a leader that answers for it: a broker names itself a leader a moment before
 * it takes records, and a producer that then repeats a send writes the other partitions twice.
 * kafkajs' own waiting gives up too soon.
 */
export const awaitLeaders = async (admin: Admin, topic: string, partitions: number): Promise<void> => {
  const look = async () => (await admin.fetchTopicMetadata({ topics: [topic] })).topics[0]?.partitions ?? []
  await until(
    async () => {
      const found = await look()
      if (found.length !== partitions || found.some(({ leader }) => leader < 0)) return false
      const offsets = await admin.fetchTopicOffsets(topic).catch(() => [])
      return offsets.length === partitions
    },
    { what: `leaders of ${partitions} partitions of ${topic}` },
  )
}

export const createTopic = async (
  admin: Admin,
  topic: string,
  { partitions = 1, config = {} }: { partitions?: number; config?: Settings } = {},
): Promise<void> => {
  const topics = [{ topic, numPartitions: partitions, configEntries: entriesOf(config) }]
  await admin.createTopics({ topics, waitForLeaders: false })
  await awaitLeaders(admin, topic, partitions)
}

/** In force when it returns. Settings that are not named fall back to the broker's. */
export const setTopicConfig = async (admin: Admin, topic: string, settings: Settings): Promise<void> => {
  const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }
  await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries: entriesOf(settings) }] })
  const look = async () => {
    const configNames = Object.keys(settings)
    const resources = [{ ...resource, configNames }]
    const answer = await admin.describeConfigs({ includeSynonyms: false, resources })
    return Object.fromEntries(answer.resources[0]?.configEntries.map((e) => [e.configName, e.configValue]) ?? [])
  }
  await until(
    async () => {
      const found = await look()
      return Object.entries(settings).every(([name, value]) => found[name] === value)
    },
    { what: `${JSON.stringify(settings)} of ${topic}`, seen: look },
  )
}
