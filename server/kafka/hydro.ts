/** The dashboard's own connection to Hydro: made at the first use, one per process. */
import { parseEnvironment, requireSites } from '../env.ts'
import { connectKafka, type Hydro } from './client.ts'

const held = globalThis as { hydrometerHydro?: Hydro } // `next dev` loads modules again and again

export const getHydro = (): Hydro => {
  if (!held.hydrometerHydro) {
    const env = parseEnvironment()
    held.hydrometerHydro = connectKafka({ sites: requireSites(env), clientId: 'hydrometer-dashboard', env })
  }
  return held.hydrometerHydro
}
