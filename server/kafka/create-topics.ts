/**
 * Makes the topics of domain/pipeline.ts that are missing, and says what is wrong with those that are there. Topics of a
 * real cluster belong to its owner: their partition counts and retention are never changed here, with one exception:
 * dead-letter topics must take any record that their source takes.
 */
import kafkajs, { type Admin, type ITopicConfig } from 'kafkajs'
import { PROCESSORS, type ProcessorSpec, TOPICS, type Topic } from '../../domain/pipeline.ts'
import type { Hydro } from './client.ts'

const { ConfigResourceTypes } = kafkajs

/** R6: kept until it is archived and proven; usage is another team's log, which keeps it for a week. */
const FOREVER = '-1'
const WEEK_MS = `${7 * 24 * 3600 * 1000}`
const MiB = 1024 * 1024
/** Contract: dead-letter and retry topics take 2 MiB more than the largest source. */
const ROOM_FOR_HEADERS = 2 * MiB
/** A record's and its batch's own bytes around key and value: 61 for the batch, the rest for key, headers and lengths. */
const BATCH_OVERHEAD = 64 * 1024
/** 30 partitions × 1 GiB would be a full disk before the first segment closes. */
const SEGMENT_BYTES = `${256 * MiB}`

type ConfigEntry = { readonly name: string; readonly value: string }

const retention = (topic: Topic): ConfigEntry[] => {
  if (topic.compacted) return [{ name: 'cleanup.policy', value: 'compact' }]
  return [
    { name: 'cleanup.policy', value: 'delete' },
    { name: 'retention.ms', value: topic.place === 'home' ? FOREVER : WEEK_MS },
    { name: 'retention.bytes', value: '-1' },
  ]
}

const configOf = (topic: Topic, maxMessageBytes: number, replication: number): ConfigEntry[] => [
  ...retention(topic),
  { name: 'max.message.bytes', value: `${maxMessageBytes}` },
  { name: 'segment.bytes', value: SEGMENT_BYTES },
  // R1: a send counts when two copies have it.
  { name: 'min.insync.replicas', value: replication >= 3 ? '2' : '1' },
  { name: 'unclean.leader.election.enable', value: 'false' },
]

const isFailureTopic = (name: string): boolean => name.endsWith('.dead-letter') || name.endsWith('.retry')

/** What the controller took is known to the brokers some moments later, on a busy machine seconds. */
const APPLIED_DEADLINE_MS = 60_000
const APPLIED_EVERY_MS = 100

/** @throws Error with the condition's own last error or `otherwise`, after a minute */
const untilApplied = async (condition: () => Promise<boolean>, otherwise: string): Promise<void> => {
  const end = Date.now() + APPLIED_DEADLINE_MS
  for (;;) {
    try {
      if (await condition()) return
    } catch (error) {
      if (Date.now() >= end) throw error
    }
    if (Date.now() >= end) throw new Error(`${otherwise} after a minute: look at the broker's log, then start again.`)
    await new Promise((resolve) => setTimeout(resolve, APPLIED_EVERY_MS))
  }
}

/** kafkajs' own waiting gives up too soon. */
const awaitLeaders = (admin: Admin, names: readonly string[]): Promise<void> =>
  untilApplied(
    async () => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [...names] })
      return topics.length === names.length && topics.every((t) => t.partitions.every((p) => p.leader >= 0))
    },
    `The topics ${names.join(', ')} have no leaders`,
  )

const partitionCounts = async (admin: Admin, names: readonly string[]): Promise<Map<string, number>> => {
  const there = new Set(await admin.listTopics())
  const topics = names.filter((name) => there.has(name))
  if (topics.length === 0) return new Map()
  const { topics: found } = await admin.fetchTopicMetadata({ topics })
  return new Map(found.map((t) => [t.name, t.partitions.length]))
}

type Described = { readonly name: string; readonly value: string; readonly isDefault: boolean }

const readConfigs = async (admin: Admin, topics: readonly string[]): Promise<Map<string, Described[]>> => {
  if (topics.length === 0) return new Map()
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: topics.map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
  })
  return new Map(
    resources.map((r) => [
      r.resourceName,
      r.configEntries.map((e) => ({
        name: e.configName,
        value: e.configValue,
        // 1: set on the topic itself (kafkajs names the field but not the number)
        isDefault: (e as unknown as { configSource: number }).configSource !== 1,
      })),
    ]),
  )
}

const maxMessageBytes = (config: readonly Described[] | undefined): number =>
  Number(config?.find((e) => e.name === 'max.message.bytes')?.value ?? 0)

/**
 * kafkajs replaces all settings of a topic at once, so the others are sent along. In force when this returns: a worker
 * that starts next may send a letter of the new size.
 */
const raiseMaxMessageBytes = async (admin: Admin, topic: string, config: readonly Described[], to: number) => {
  const kept = config.filter((e) => !e.isDefault && e.name !== 'max.message.bytes')
  const entries = [...kept.map(({ name, value }) => ({ name, value })), { name: 'max.message.bytes', value: `${to}` }]
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries: entries }],
  })
  await untilApplied(
    async () => maxMessageBytes((await readConfigs(admin, [topic])).get(topic)) >= to,
    `The broker still takes no messages of ${to} bytes in ${topic}`,
  )
}

type SiteTopics = {
  readonly site: string
  readonly counts: Map<string, number>
  readonly configs: Map<string, Described[]>
}

/** The processor whose failures a dead-letter or retry topic holds. */
const ownerOf = (topic: string): ProcessorSpec =>
  PROCESSORS.find((p: ProcessorSpec) => p.deadLetter === topic || p.retry === topic)!

/** Largest over all sites of what the processor reads; `fallback` for what is made now. */
const largestSource = (
  owner: ProcessorSpec,
  sites: readonly SiteTopics[],
  amountOf: (site: SiteTopics, topic: string) => number,
  fallback: number,
): number => {
  const sources = owner.reads.filter((name) => !isFailureTopic(name))
  return Math.max(fallback, ...sites.flatMap((site) => sources.map((name) => amountOf(site, name))))
}

const wantedPartitions = (topic: Topic, sites: readonly SiteTopics[], partitions: number): number => {
  const count = (site: SiteTopics, name: string) => site.counts.get(name) ?? 0
  if (isFailureTopic(topic.name)) return largestSource(ownerOf(topic.name), sites, count, partitions)
  // R9: what came from partition p goes on in partition p.
  const lineItems = sites[0]!.counts.get('billing.line-items')
  if (topic.name.startsWith('billing.') && lineItems) return Math.max(lineItems, partitions)
  return partitions
}

const wantedBytes = (topic: Topic, sites: readonly SiteTopics[]): number => {
  if (!isFailureTopic(topic.name)) return topic.maxMessageBytes + BATCH_OVERHEAD
  const bytes = (site: SiteTopics, name: string) => maxMessageBytes(site.configs.get(name))
  return Math.max(topic.maxMessageBytes, largestSource(ownerOf(topic.name), sites, bytes, 0) + ROOM_FOR_HEADERS)
}

/** R9, and the contract's rule for retry topics: fewer partitions downstream than upstream would stop the pipeline. */
const complaints = (sites: readonly SiteTopics[]): string[] => {
  const home = sites[0]!.counts
  const lineItems = home.get('billing.line-items') ?? 0
  const short = (name: string, least: number) =>
    (home.get(name) ?? least) < least
      ? [
          `${name} has ${home.get(name)} partitions and needs ${least}: raise it before anything is produced (kafka-topics --alter)`,
        ]
      : []
  const retries = TOPICS.filter((t) => t.name.endsWith('.retry')).flatMap((t) =>
    short(
      t.name,
      largestSource(ownerOf(t.name), sites, (s, name) => s.counts.get(name) ?? 0, 0),
    ),
  )
  return [
    ...['billing.submittable', 'billing.rejected', 'billing.csv-files'].flatMap((n) => short(n, lineItems)),
    ...retries,
  ]
}

const namesAt = (isHome: boolean): readonly Topic[] => TOPICS.filter((t) => t.place === 'every-site' || isHome)

const look = (hydro: Hydro): Promise<SiteTopics[]> =>
  Promise.all(
    hydro.sites.map(async (site) => {
      const admin = await hydro.admin(site.name)
      const counts = await partitionCounts(
        admin,
        namesAt(site.isHome).map((t) => t.name),
      )
      return { site: site.name, counts, configs: await readConfigs(admin, [...counts.keys()]) }
    }),
  )

export type CreateTopicsOptions = { readonly partitions: number; readonly replication: number }

/**
 * Returns the names made, as `topic@site`. Idempotent.
 * @throws Error naming what must be changed by the cluster's owner, when existing topics do not fit together
 */
export const createTopics = async (hydro: Hydro, options: CreateTopicsOptions): Promise<string[]> => {
  const before = await look(hydro)
  const made: string[] = []
  // Sources first: what failure topics need depends on them.
  for (const failureTopics of [false, true]) {
    const sites = failureTopics ? await look(hydro) : before
    for (const { name: site, isHome } of hydro.sites) {
      const there = sites.find((s) => s.site === site)!
      const missing = namesAt(isHome).filter(
        (t) => isFailureTopic(t.name) === failureTopics && !there.counts.has(t.name),
      )
      const topics = missing.map(
        (topic): ITopicConfig => ({
          topic: topic.name,
          numPartitions: wantedPartitions(topic, sites, options.partitions),
          replicationFactor: options.replication,
          configEntries: configOf(topic, wantedBytes(topic, sites), options.replication),
        }),
      )
      if (topics.length > 0) {
        const admin = await hydro.admin(site)
        await admin.createTopics({ topics, waitForLeaders: false, timeout: 30_000 })
        await awaitLeaders(
          admin,
          topics.map((t) => t.topic),
        )
      }
      made.push(...topics.map((t) => `${t.topic}@${site}`))
    }
  }
  const after = await look(hydro)
  const wrong = complaints(after)
  if (wrong.length > 0) throw new Error(`Topics do not fit together; nothing was started.\n  ${wrong.join('\n  ')}`)
  await raiseWhatIsTooSmall(hydro, after)
  return made
}

const raiseWhatIsTooSmall = async (hydro: Hydro, sites: readonly SiteTopics[]): Promise<void> => {
  const home = sites[0]!
  for (const topic of TOPICS.filter((t) => isFailureTopic(t.name))) {
    const config = home.configs.get(topic.name)
    const wanted = wantedBytes(topic, sites)
    if (config && maxMessageBytes(config) < wanted)
      await raiseMaxMessageBytes(await hydro.admin(home.site), topic.name, config, wanted)
  }
}
