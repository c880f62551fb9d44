/**
 * A site that was taken out of KAFKA_SITES, and a worker that is no more, are not away: what stands here of how they are now
 * goes, or pages and alerts would miss them for ever. Money, cursors and history stay.
 */
import type { Pool } from '../postgres/pool.ts'
import { allInstances, type SiteName } from '../supervisor/instances.ts'

/** A row or some per site, or per partition of its groups; reached once for each site that is gone. */
const OF_SITES = ['lag_sample', 'lag_group', 'lag_group_summary', 'lag_round', 'topic_activity'] as const

/** `sites`: all that there are. @returns the sites and instances that were forgotten */
export const forgetSites = async (pool: Pool, sites: readonly SiteName[]): Promise<string[]> => {
  const forgotten = new Set<string>()
  for (const table of OF_SITES) {
    const { rows } = await pool.query<{ site: string }>(`delete from ${table} where site <> all($1) returning site`, [
      sites.map(({ name }) => name),
    ])
    for (const { site } of rows) forgotten.add(site)
  }
  const { rows } = await pool.query<{ instance: string }>(
    'delete from worker_report where instance <> all($1) returning instance',
    [allInstances(sites).map(({ name }) => name)],
  )
  return [...forgotten, ...rows.map(({ instance }) => instance).sort()]
}
