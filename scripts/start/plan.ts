/** What `npm start` brings itself and what the environment gives. */
import { resolve } from 'node:path'
import type { Environment } from '../../server/env.ts'

export const EMBEDDED_SITES = ['iad', 'sea'] as const
/** Events a second: enough to watch, little enough for a laptop's disk. */
const DEMO_EVENTS_PER_SECOND = 50
/** A demo shows a finished file within a minute; in production a file waits 15 minutes for company. */
const DEMO_FILE_AGE_SECONDS = 30

export type Plan = {
  readonly root: string
  readonly dev: boolean
  /** Absolute. */
  readonly dataFolder: string
  readonly embedded: { readonly postgres: boolean; readonly kafka: boolean; readonly zuora: boolean }
  readonly port: number
  /** Given in the environment: then no other is taken in its place. */
  readonly portIsAsked: boolean
  readonly demoTraffic: number
  readonly csvMaxAgeSeconds: number
  readonly objectStore: string
}

export const planOf = (root: string, dev: boolean, env: Environment, given: NodeJS.ProcessEnv): Plan => {
  const embedded = { postgres: !env.DATABASE_URL, kafka: !env.KAFKA_SITES, zuora: !env.ZUORA_BASE_URL }
  const allEmbedded = embedded.postgres && embedded.kafka && embedded.zuora
  const dataFolder = resolve(root, env.HYDROMETER_DATA)
  if (!embedded.zuora && !(env.ZUORA_CLIENT_ID && env.ZUORA_CLIENT_SECRET))
    throw new Error(
      'ZUORA_BASE_URL is set, but not ZUORA_CLIENT_ID and ZUORA_CLIENT_SECRET: set all three, or none for the simulator.',
    )
  return {
    root,
    dev,
    dataFolder,
    embedded,
    port: env.PORT,
    portIsAsked: Boolean(given.PORT),
    demoTraffic: env.DEMO_TRAFFIC ?? (allEmbedded ? DEMO_EVENTS_PER_SECOND : 0),
    csvMaxAgeSeconds: given.CSV_MAX_AGE_SECONDS || !allEmbedded ? env.CSV_MAX_AGE_SECONDS : DEMO_FILE_AGE_SECONDS,
    objectStore: env.OBJECT_STORE ?? `file:${resolve(dataFolder, 'objects')}`,
  }
}
