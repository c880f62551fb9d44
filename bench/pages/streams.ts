/** What is read by whom at which site: from the product's own graph, so that 200 partitions are those of an installation. */
import { PROCESSORS, type ProcessorSpec, topicsReadAt } from '../../domain/pipeline.ts'

export const PARTITIONS = 6

export type SiteOf = { readonly name: string; readonly isHome: boolean }
/** What has a cursor, a sample of lag and a line of history for each partition. */
export type ReadTopic = { readonly processor: string; readonly site: string; readonly topic: string }

export const readTopics = (sites: readonly SiteOf[]): ReadTopic[] =>
  (PROCESSORS as readonly ProcessorSpec[]).flatMap((spec) =>
    sites
      .filter((site) => site.isHome || spec.runs === 'every-site')
      .flatMap((site) => topicsReadAt(spec, site).map((topic) => ({ processor: spec.name, site: site.name, topic }))),
  )
