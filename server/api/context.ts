/** What the dashboard's handlers work with: made at the first use, one per process. Tests put their own in. */
import { type Auth, makeAuth } from '../auth/auth.ts'
import { makeWhoAsks, type WhoAsks } from '../auth/who-asks.ts'
import { dashboardOrigin, objectStoreUrl, parseEnvironment, requireDatabaseUrl, requireSecret } from '../env.ts'
import type { Hydro } from '../kafka/client.ts'
import { getHydro } from '../kafka/hydro.ts'
import type { ObjectStore } from '../objects/object.ts'
import { openObjectStore } from '../objects/store.ts'
import { openPool, type Pool } from '../postgres/pool.ts'
import { ApiProblem } from './problem.ts'

export type ApiContext = {
  readonly pool: Pool
  readonly auth: Auth
  readonly whoAsks: WhoAsks
  readonly objects: ObjectStore
  /** Asked for only where the log is read: a database alone answers most questions. */
  readonly hydro: () => Hydro
  readonly zuoraBaseUrl: string | undefined
}

/** Two cores answer no faster with more; a page asks for some five things at once. */
const DASHBOARD_CONNECTIONS = 10
/**
 * Who asks is read on connections of their own: with answers late and a few people waiting for them, all others are in use,
 * and nobody would even be let in to read that they are late.
 */
const WHO_ASKS_CONNECTIONS = 2

const held = globalThis as { hydrometerApi?: ApiContext } // `next dev` loads modules again and again

/** A dashboard without its environment says so in words that help, on every page. */
const configuration = () => {
  try {
    const env = parseEnvironment()
    return { env, databaseUrl: requireDatabaseUrl(env), secret: requireSecret(env), origin: dashboardOrigin(env) }
  } catch (error) {
    throw new ApiProblem('not_ready', (error as Error).message)
  }
}

export const apiContext = (): ApiContext => {
  if (!held.hydrometerApi) {
    const { env, databaseUrl, secret, origin } = configuration()
    const pool = openPool(databaseUrl, 'dashboard', DASHBOARD_CONNECTIONS)
    const whoAsksPool = openPool(databaseUrl, 'dashboard who asks', WHO_ASKS_CONNECTIONS)
    const auth = makeAuth(whoAsksPool, { secret, origin })
    held.hydrometerApi = {
      pool,
      auth,
      whoAsks: makeWhoAsks(whoAsksPool, auth),
      objects: openObjectStore(objectStoreUrl(env)),
      hydro: getHydro,
      zuoraBaseUrl: env.ZUORA_BASE_URL,
    }
  }
  return held.hydrometerApi
}

export const useApiContext = (context: ApiContext | undefined): void => {
  if (context) held.hydrometerApi = context
  else delete held.hydrometerApi
}
