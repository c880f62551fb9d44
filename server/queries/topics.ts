/** The topics of each site: partitions, offsets, size, settings. A site that is away says so; the others still answer. */
import type { TopicAt, Topics } from '../../domain/api/topics.ts'
import { TOPIC_SETTINGS } from '../../domain/api/topics.ts'
import { PROCESSORS, type ProcessorSpec, TOPICS, type Topic, topicPurpose } from '../../domain/pipeline.ts'
import type { Site } from '../env.ts'
import type { Hydro } from '../kafka/client.ts'
import { logBounds } from '../kafka/log-reader.ts'
import { logSizes } from '../kafka/log-sizes.ts'
import { inWords } from '../world-away.ts'
import { withDeadline } from './with-deadline.ts'

const DEADLINE_MS = 4_000
/** kafkajs' number of topics as a resource of DescribeConfigs. */
const TOPIC_RESOURCE = 2

const specs = PROCESSORS as readonly ProcessorSpec[]

const topicsOf = (site: Site): Topic[] =>
  (TOPICS as readonly Topic[]).filter(({ place }) => place === 'every-site' || site.isHome)

const plain = ({ name: topic }: Topic, site: string): TopicAt => ({
  site,
  topic,
  purpose: topicPurpose(topic),
  partitions: null,
  settings: [],
  readBy: specs.filter((spec) => spec.reads.some((name) => name === topic)).map(({ name }) => name),
  writtenBy: specs
    .filter((spec) => spec.deadLetter === topic || spec.writes.some((name) => name === topic))
    .map(({ name }) => name),
})

const readSettings = async (hydro: Hydro, site: string, topics: string[]) => {
  const admin = await hydro.admin(site)
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: topics.map((name) => ({ type: TOPIC_RESOURCE, name, configNames: [...TOPIC_SETTINGS] })),
  })
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      configEntries.map(({ configName, configValue, isDefault }) => ({
        name: configName,
        value: configValue ?? '',
        isDefault,
      })),
    ]),
  )
}

const readSite = async (hydro: Hydro, site: Site): Promise<TopicAt[]> => {
  const topics = topicsOf(site)
  const names = topics.map(({ name }) => name)
  const cluster = await hydro.cluster(site.name)
  await cluster.addMultipleTargetTopics(names)
  const wanted = new Map(
    names.map((name) => [name, cluster.findTopicPartitionMetadata(name).map(({ partitionId }) => partitionId)]),
  )
  const [bounds, settings, sizes] = await Promise.all([
    logBounds(hydro, site.name, wanted),
    readSettings(hydro, site.name, names),
    logSizes(cluster, names),
  ])
  return topics.map((topic) => ({
    ...plain(topic, site.name),
    partitions: [...(bounds.get(topic.name) ?? [])]
      .sort(([a], [b]) => a - b)
      .map(([partition, { low, end, stableEnd }]) => ({
        partition,
        low: String(low),
        end: String(end),
        stableEnd: String(stableEnd),
        bytes: sizes.get(topic.name)?.get(partition) ?? null,
      })),
    settings: settings.get(topic.name) ?? [],
  }))
}

export const listTopics = async (hydro: Hydro, now = new Date()): Promise<Topics> => {
  const sites = await Promise.all(
    hydro.sites.map(async (site) => {
      try {
        const items = await withDeadline(readSite(hydro, site), DEADLINE_MS, `site ${site.name}`)
        return { name: site.name, why: null, items }
      } catch (error) {
        return { name: site.name, why: inWords(error), items: topicsOf(site).map((topic) => plain(topic, site.name)) }
      }
    }),
  )
  return {
    items: sites.flatMap(({ items }) => items),
    nextCursor: null,
    sites: sites.map(({ name, why }) => ({ name, why })),
    readAt: now.toISOString(),
  }
}
