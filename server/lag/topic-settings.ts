/** How long does each topic of a site keep its records? Asked every few minutes: settings change rarely. */
import type { Hydro } from '../kafka/client.ts'
import { LAG_TOPIC_SETTINGS_MS } from '../limits.ts'

const TOPIC = 2

export type TopicSettings = {
  /** topic → retention in ms; null: for ever, or compacted only. */
  read(topics: readonly string[]): Promise<ReadonlyMap<string, number | null>>
}

const retentionOf = (entries: readonly { configName: string; configValue: string }[]): number | null => {
  const value = (name: string) => entries.find((entry) => entry.configName === name)?.configValue
  if (!(value('cleanup.policy') ?? 'delete').includes('delete')) return null
  const ms = Number(value('retention.ms'))
  return Number.isFinite(ms) && ms >= 0 ? ms : null
}

export const openTopicSettings = (hydro: Hydro, site: string, now: () => number = Date.now): TopicSettings => {
  const kept = new Map<string, number | null>()
  let readAtMs = 0
  return {
    read: async (topics) => {
      const isOld = now() - readAtMs >= LAG_TOPIC_SETTINGS_MS
      const asked = topics.filter((topic) => isOld || !kept.has(topic))
      if (asked.length === 0) return kept
      try {
        const admin = await hydro.admin(site)
        const { resources } = await admin.describeConfigs({
          includeSynonyms: false,
          resources: asked.map((name) => ({
            type: TOPIC,
            name,
            configNames: ['retention.ms', 'cleanup.policy'],
          })),
        })
        for (const { resourceName, configEntries } of resources) kept.set(resourceName, retentionOf(configEntries))
      } catch {
        // A topic that was deleted refuses the whole request: without its settings, lag is still right.
        for (const topic of asked) if (!kept.has(topic)) kept.set(topic, null)
      }
      readAtMs = now()
      return kept
    },
  }
}
