/**
 * Where the servers are: the environment first, then what a running `npm start` wrote into runtime.json, so that an
 * operator on the same machine needs no settings at all.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RIGHTS, type Right, type Role } from '../domain/roles.ts'
import { type Environment, objectStoreUrl, parseEnvironment, parseSites, type Site } from '../server/env.ts'
import { connectKafka, type Hydro } from '../server/kafka/client.ts'
import { CommandError, EXIT, messageOf } from './errors.ts'

/** The parts of `$HYDROMETER_DATA/runtime.json` (contract) that commands use. */
type Runtime = {
  dashboard?: string
  databaseUrl?: string
  kafkaSites?: string
  objectStore?: string
  users?: { role: Role; apiKey: string }[]
}

export type Context = {
  readonly env: Environment
  sites(): Site[]
  databaseUrl(): string
  /** Undefined instead of an error. */
  databaseUrlIfAny(): string | undefined
  dashboard(): string
  /** OBJECT_STORE, else that of the running `npm start`, else the folder that it would take. */
  objectStore(): string
  /**
   * HYDROMETER_API_KEY; else, for the dashboard of the demo that runs here, the key of its user of the first role
   * that has the right: whoever can read runtime.json has the database's credentials as well.
   */
  apiKey(right: Right): string | undefined
}

const readRuntime = (folder: string): Runtime => {
  const file = join(folder, 'runtime.json')
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Runtime
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw new CommandError(
      `${file} cannot be read (${messageOf(error)}), so the running servers cannot be found. Nothing was done. Start again with \`npm start\`, or set KAFKA_SITES, DATABASE_URL and HYDROMETER_URL.`,
    )
  }
}

const notFound = (what: string, variable: string): CommandError =>
  new CommandError(
    `No ${what} is known: ${variable} is not set and no \`npm start\` runs here. Nothing was done. Start Hydrometer, or set ${variable}.`,
    EXIT.unreachable,
  )

export const makeContext = (source: Readonly<Record<string, string | undefined>> = process.env): Context => {
  const env = parseEnvironment(source as NodeJS.ProcessEnv)
  const runtime = readRuntime(env.HYDROMETER_DATA)
  const databaseUrlIfAny = () => env.DATABASE_URL ?? runtime.databaseUrl
  return {
    env,
    sites: () => {
      const text = env.KAFKA_SITES ?? runtime.kafkaSites
      if (!text) throw notFound('Kafka broker', 'KAFKA_SITES')
      return parseSites(text)
    },
    databaseUrl: () => {
      const url = databaseUrlIfAny()
      if (!url) throw notFound('Postgres', 'DATABASE_URL')
      return url
    },
    databaseUrlIfAny,
    objectStore: () => env.OBJECT_STORE ?? runtime.objectStore ?? objectStoreUrl(env),
    dashboard: () => (source.HYDROMETER_URL || runtime.dashboard || `http://127.0.0.1:${env.PORT}`).replace(/\/+$/, ''),
    apiKey: (right) => {
      if (env.HYDROMETER_API_KEY) return env.HYDROMETER_API_KEY
      // A demo's key goes to the demo and nowhere else.
      if (source.HYDROMETER_URL && source.HYDROMETER_URL.replace(/\/+$/, '') !== runtime.dashboard) return undefined
      const role = RIGHTS[right].roles[0]
      return runtime.users?.find((user) => user.role === role)?.apiKey
    },
  }
}

/** Finds a site by name; home without one. */
export const chooseSite = (sites: readonly Site[], name: string | undefined): Site => {
  const found = name === undefined ? sites[0] : sites.find((s) => s.name === name)
  if (found) return found
  throw new CommandError(
    `No site is called "${name}"; nothing was done. The sites are ${sites.map((s) => s.name).join(', ')}.`,
    EXIT.usage,
  )
}

/** Connects to the brokers and disconnects whatever happens. */
export const withHydro = async <T>(context: Context, work: (hydro: Hydro) => Promise<T>): Promise<T> => {
  const hydro = connectKafka({ sites: context.sites(), clientId: 'hydrometer-cli', env: context.env })
  try {
    return await work(hydro)
  } finally {
    await hydro.disconnect()
  }
}

/** For commands that only a broker or the database can stop: says which one, and what that means. */
export const unreachable = (what: string, address: string, error: unknown, meaning: string): CommandError =>
  new CommandError(
    `${what} at ${address} does not answer (${messageOf(error)}). ${meaning} Is Hydrometer running? Try again when it is.`,
    EXIT.unreachable,
  )
