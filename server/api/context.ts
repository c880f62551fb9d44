/** What the dashboard's handlers work with: made at the first use, one per process. Tests put their own in. */
import { objectStoreUrl, parseEnvironment, requireDatabaseUrl } from '../env.ts'
import type { Hydro } from '../kafka/client.ts'
import { getHydro } from '../kafka/hydro.ts'
import type { ObjectStore } from '../objects/object.ts'
import { openObjectStore } from '../objects/store.ts'
import { openPool, type Pool } from '../postgres/pool.ts'
import { ApiProblem } from './problem.ts'

export type ApiContext = {
  readonly pool: Pool
  readonly objects: ObjectStore
  /** Asked for only where the log is read: a database alone answers most questions. */
  readonly hydro: () => Hydro
  readonly zuoraBaseUrl: string | undefined
}

/** Two cores answer no faster with more; a page asks for some five things at once. */
const DASHBOARD_CONNECTIONS = 10

const held = globalThis as { hydrometerApi?: ApiContext } // `next dev` loads modules again and again

/** A dashboard without its environment says so in words that help, on every page. */
const configuration = () => {
  try {
    const env = parseEnvironment()
    return { env, databaseUrl: requireDatabaseUrl(env) }
  } catch (error) {
    throw new ApiProblem('not_ready', (error as Error).message)
  }
}

export const apiContext = (): ApiContext => {
  if (!held.hydrometerApi) {
    const { env, databaseUrl } = configuration()
    held.hydrometerApi = {
      pool: openPool(databaseUrl, 'dashboard', DASHBOARD_CONNECTIONS),
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
