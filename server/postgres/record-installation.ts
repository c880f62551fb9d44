/** Which installation this database belongs to, and the small numbers of its sites. */
import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import { firstHorizon } from './make-partitions.ts'

/** Crockford's alphabet: no letter that reads like a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const NAME_CHARACTERS = 6

/** 6 characters from SHA-256 of the home broker's cluster id (contract): the same after a replay into any database. */
export const installationName = (homeClusterId: string): string =>
  [...createHash('sha256').update(homeClusterId).digest().subarray(0, NAME_CHARACTERS)]
    .map((byte) => ALPHABET[byte % ALPHABET.length])
    .join('')

export type SiteCluster = { readonly name: string; readonly clusterId: string }

const INSERT_INSTALLATION = `insert into installation (name, home_cluster_id, line_item_horizon)
  values ($1, $2, $3) on conflict do nothing`

const READ_INSTALLATION = `select name, home_cluster_id as "homeClusterId", line_item_horizon as "lineItemHorizon"
  from installation`

/** A site keeps its code for ever; a new one takes the next, in the order of KAFKA_SITES. */
const INSERT_SITE = `insert into site (code, name, cluster_id)
  select coalesce(max(code), 0) + 1, $1, $2 from site
  on conflict (name) do update set cluster_id = excluded.cluster_id`

export type Installation = { readonly name: string; readonly homeClusterId: string; readonly lineItemHorizon: Date }

/**
 * @param sites home first
 * @throws Error when the database belongs to another home cluster: file names and claims would not fit together
 */
export const recordInstallation = async (
  pool: Pool,
  sites: readonly SiteCluster[],
  now = new Date(),
): Promise<Installation> => {
  const home = sites[0]
  if (!home) throw new Error('There is no site to record')
  await pool.query(INSERT_INSTALLATION, [installationName(home.clusterId), home.clusterId, firstHorizon(now)])
  const { rows } = await pool.query<Installation>(READ_INSTALLATION)
  const installation = rows[0]!
  if (installation.homeClusterId !== home.clusterId)
    throw new Error(
      `This database belongs to the home cluster ${installation.homeClusterId}, but ${home.name} is ${home.clusterId}: its offsets and claims mean nothing there. Nothing was changed; put the right site first in KAFKA_SITES, or use an empty database, which replays the log.`,
    )
  for (const site of sites) await pool.query(INSERT_SITE, [site.name, site.clusterId])
  return installation
}
