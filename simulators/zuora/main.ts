/**
 * Starts the Zuora simulator: `tsx simulators/zuora/main.ts [--accounts-from-kafka]`.
 *
 * ZUORA_SIMULATOR_DATABASE_URL  its own database (made if it is missing)
 * ZUORA_SIMULATOR_PORT          0 picks a free one; the first line printed names it
 * ZUORA_CLIENT_ID, ZUORA_CLIENT_SECRET   what it accepts at /oauth/token
 * ZUORA_SIMULATOR_ACCOUNTS      known (default) or any
 * ZUORA_SIMULATOR_UNITS         comma-separated units of measure
 * ZUORA_DATE_FORMAT, ZUORA_UNIQUE_KEY    the tenant's settings, as Hydrometer has them
 * KAFKA_SITES                   with --accounts-from-kafka: where accounts.changed is read, at the first site
 */
import pg from 'pg'
import { z } from 'zod'
import { parseEnvironment, requireSites } from '../../server/env.ts'
import { followAccounts } from './follow-accounts.ts'
import { DEFAULT_OPTIONS, type SimulatorOptions } from './options.ts'
import { type Follow, startSimulator } from './server.ts'

const own = z.object({
  ZUORA_SIMULATOR_DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//),
  ZUORA_SIMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  ZUORA_SIMULATOR_HOST: z.string().default('127.0.0.1'),
  ZUORA_SIMULATOR_ACCOUNTS: z.enum(['known', 'any']).default('known'),
  ZUORA_SIMULATOR_UNITS: z.string().optional(),
  ZUORA_SIMULATOR_IMPORT_DELAY_MS: z.coerce.number().int().min(0).max(600_000).default(DEFAULT_OPTIONS.importDelayMs),
  ZUORA_SIMULATOR_TOKEN_SECONDS: z.coerce.number().int().min(1).max(86_400).default(DEFAULT_OPTIONS.tokenSeconds),
  ZUORA_CLIENT_ID: z.string().min(1),
  ZUORA_CLIENT_SECRET: z.string().min(1),
})

const log = (message: string): void => console.error(`zuora-simulator: ${message}`)

const readOptions = (): SimulatorOptions => {
  const parsed = own.safeParse(process.env)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((i) => `  ${i.path.join('.')}: ${i.message}`)
    throw new Error(`The simulator was not started, because of its environment:\n${faults.join('\n')}`)
  }
  const env = parsed.data
  const shared = parseEnvironment()
  return {
    ...DEFAULT_OPTIONS,
    databaseUrl: env.ZUORA_SIMULATOR_DATABASE_URL,
    host: env.ZUORA_SIMULATOR_HOST,
    port: env.ZUORA_SIMULATOR_PORT,
    clientId: env.ZUORA_CLIENT_ID,
    clientSecret: env.ZUORA_CLIENT_SECRET,
    accounts: env.ZUORA_SIMULATOR_ACCOUNTS,
    units: env.ZUORA_SIMULATOR_UNITS?.split(',').map((u) => u.trim()) ?? DEFAULT_OPTIONS.units,
    dateFormat: shared.ZUORA_DATE_FORMAT,
    uniqueKey: shared.ZUORA_UNIQUE_KEY === 'on',
    importDelayMs: env.ZUORA_SIMULATOR_IMPORT_DELAY_MS,
    tokenSeconds: env.ZUORA_SIMULATOR_TOKEN_SECONDS,
  }
}

/** Makes the database when the server has none of that name. */
const makeDatabase = async (databaseUrl: string): Promise<void> => {
  const url = new URL(databaseUrl)
  const name = decodeURIComponent(url.pathname.slice(1))
  url.pathname = '/postgres'
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`)
  } catch (error) {
    const { code } = error as { code?: string }
    if (code !== '42P04' && code !== '23505') throw error // another process made it just now
  } finally {
    await client.end()
  }
}

const followKafka = (): Follow | undefined => {
  if (!process.argv.includes('--accounts-from-kafka')) return undefined
  const env = parseEnvironment()
  const [home] = requireSites(env)
  if (!home) throw new Error('KAFKA_SITES names no home site')
  return (accounts, pool) => followAccounts({ pool, accounts, home, topic: 'accounts.changed', security: env, log })
}

const main = async (): Promise<void> => {
  const options = readOptions()
  await makeDatabase(options.databaseUrl)
  const simulator = await startSimulator(options, log, options.accounts === 'known' ? followKafka() : undefined)
  console.log(JSON.stringify({ zuora: simulator.baseUrl }))

  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) return
    stopping = true
    await simulator.stop()
    process.exit(0)
  }
  process.on('SIGTERM', () => void stop())
  process.on('SIGINT', () => void stop())
}

main().catch((error: Error) => {
  log(error.message)
  process.exit(1)
})
