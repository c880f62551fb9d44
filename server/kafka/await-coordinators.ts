/**
 * The first use of a consumer group makes a new cluster create its offsets topic, which takes seconds in which workers
 * would only log errors: start-up asks for every group's coordinator and waits for the answer.
 */
import { PROCESSORS } from '../../domain/pipeline.ts'
import type { Hydro } from './client.ts'

const DEADLINE_MS = 60_000
const EVERY_MS = 200

const awaitOne = async (hydro: Hydro, site: string, groupId: string): Promise<void> => {
  const end = Date.now() + DEADLINE_MS
  for (;;) {
    try {
      const coordinator = await (await hydro.cluster(site)).findGroupCoordinator({ groupId })
      await coordinator.offsetFetch({ groupId, topics: [] })
      return
    } catch (error) {
      if (Date.now() >= end)
        throw new Error(
          `Kafka at ${site} has no coordinator for the group ${groupId} after ${DEADLINE_MS / 1000} s (${(error as Error).message}); look at the broker's log, then start again.`,
        )
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
    }
  }
}

/** @throws Error after a minute, naming site and group */
export const awaitCoordinators = async (hydro: Hydro): Promise<void> => {
  const groups = hydro.sites.flatMap((site) =>
    PROCESSORS.filter((p) => p.runs === 'every-site' || site.isHome).map((p) => [site.name, p.name] as const),
  )
  await Promise.all(groups.map(([site, group]) => awaitOne(hydro, site, group)))
}
