/** A process's ways to Postgres and Hydro's brokers, and how one that stands by has them before it knows who it is. */
import { USAGE_TOPICS } from '../domain/pipeline.ts'
import { type Environment, requireDatabaseUrl, requireSites } from '../server/env.ts'
import { connectKafka, type Hydro } from '../server/kafka/client.ts'
import { openPool, type Pool } from '../server/postgres/pool.ts'
import { requireSchema } from '../server/postgres/schema-version.ts'

export type Connections = { readonly pool: Pool; readonly hydro: Hydro }

const openKafka = (env: Environment, name: string): Hydro =>
  connectKafka({ sites: requireSites(env), clientId: `hydrometer-${name}`, env })

/** Nothing is connected before the first use. */
export const openConnections = (env: Environment, name: string): Connections => ({
  pool: openPool(requireDatabaseUrl(env), name),
  hydro: openKafka(env, name),
})

/** Below the pool's 30 s for idle connections, and far below the ten minutes of a broker. */
const KEEP_WARM_MS = 20_000
/** What a worker opens at once when it loads its partitions. */
const WARM_POSTGRES = 4

export type WarmConnections = {
  /** Under the name of the instance from now on. */
  adopt(name: string): Connections
}

/**
 * Connects to Postgres and to a broker of each site and stays connected, with nothing that depends on an instance. What
 * cannot be connected just now is tried again, here or by the worker itself.
 */
export const warmConnections = (env: Environment): WarmConnections => {
  const { pool, hydro } = openConnections(env, 'standby')
  const atOnce = (query: () => Promise<unknown>) => Array.from({ length: WARM_POSTGRES }, query)
  const warm = async () => {
    const clusters = hydro.sites.map(async ({ name }) => {
      const cluster = await hydro.cluster(name)
      await cluster.addMultipleTargetTopics([USAGE_TOPICS[0]]) // every site has it; of no topic means of all of them
      await cluster.refreshMetadata()
    })
    const connected = await Promise.allSettled([
      requireSchema(pool),
      ...atOnce(() => pool.query('select')),
      ...clusters,
    ])
    // A connection that died while it lay idle is not handed on.
    if (connected.slice(-clusters.length).some(({ status }) => status === 'rejected')) await hydro.disconnect()
  }
  let warming = warm()
  const timer = setInterval(() => {
    warming = warming.then(warm)
  }, KEEP_WARM_MS)
  timer.unref()
  return {
    adopt: (name) => {
      clearInterval(timer)
      pool.options.application_name = `hydrometer ${name}`
      const rename = () => pool.query(`select set_config('application_name', $1, false)`, [`hydrometer ${name}`])
      for (const renamed of atOnce(rename)) renamed.catch(() => undefined) // a name for people, no more
      const own = openKafka(env, name)
      return {
        pool,
        hydro: {
          ...own,
          cluster: hydro.cluster,
          disconnect: async () => {
            await Promise.all([own.disconnect(), hydro.disconnect()])
          },
        },
      }
    },
  }
}
