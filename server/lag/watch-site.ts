/** The monitor of one site: look, read first records, judge, write. A site that is away delays no other. */
import { PROCESSORS, topicsReadAt } from '../../domain/pipeline.ts'
import type { Hydro } from '../kafka/client.ts'
import type { Pool } from '../postgres/pool.ts'
import { openLookout } from './look.ts'
import { noteEvents, openRebalances } from './note-events.ts'
import { openFirstUnreads } from './read-first-unread.ts'
import { openSaveRound } from './save-round.ts'
import { openTopicSettings } from './topic-settings.ts'
import { type LagSample, openWatch } from './watch.ts'

/** The topics that our own processors read at this site, by group. */
export const ownTopics = (site: { readonly isHome: boolean }): Map<string, string[]> =>
  new Map(
    PROCESSORS.filter((spec) => spec.runs === 'every-site' || site.isHome).map((spec) => [
      spec.name,
      topicsReadAt(spec, site),
    ]),
  )

export type Round = {
  readonly samples: readonly LagSample[]
  readonly groups: number
  readonly requests: number
  /** Looking and judging, then writing. */
  readonly lookMs: number
  readonly tookMs: number
  readonly leftOut: number
}
export type SiteWatch = { round(): Promise<Round> }

export const watchSite = (
  pool: Pool,
  hydro: Hydro,
  site: string,
  { own = ownTopics(hydro.site(site)), now = Date.now }: { own?: Map<string, string[]>; now?: () => number } = {},
): SiteWatch => {
  const lookout = openLookout(hydro, site, now)
  const firstUnreads = openFirstUnreads(hydro, site, lookout)
  const settings = openTopicSettings(hydro, site, now)
  const watch = openWatch(own)
  const rebalances = openRebalances()
  const save = openSaveRound(pool)
  return {
    round: async () => {
      const start = performance.now()
      const look = await lookout.look(own)
      const firstUnread = await firstUnreads.read(watch.unread(look))
      const retention = await settings.read([...look.logs.keys()])
      const samples = watch.samples(look, firstUnread, retention)
      const rebalanced = rebalances(look)
      const lookMs = performance.now() - start
      const requests = look.requests + firstUnreads.requests()
      await save(look, samples, { rebalanced, tookMs: lookMs, requests })
      await noteEvents(pool, look, samples, rebalanced)
      return {
        samples,
        groups: look.groups.length,
        requests,
        lookMs,
        tookMs: performance.now() - start,
        leftOut: look.leftOut,
      }
    },
  }
}
