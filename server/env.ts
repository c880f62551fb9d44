/**
 * The environment, parsed once (contract, "Environment"). Unset means embedded: `scripts/start.mjs` starts the embedded
 * servers and hands their addresses to every process through these same variables, so that no other file knows the
 * difference.
 */
import { z } from 'zod'

/** One site of Hydro. The first one of `KAFKA_SITES` is home, where the billing topics live. */
export type Site = { readonly name: string; readonly brokers: readonly string[]; readonly isHome: boolean }

const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most)

const schema = z.object({
  PORT: wholeNumber(1, 65535).default(3000),
  HYDROMETER_DATA: z.string().min(1).default('.hydrometer'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://')
    .optional(),
  KAFKA_SITES: z.string().optional(),
  KAFKA_SSL: z.enum(['true', 'false']).default('false'),
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  KAFKA_USERNAME: z.string().optional(),
  KAFKA_PASSWORD: z.string().optional(),
  KAFKA_PARTITIONS: wholeNumber(1, 1000).default(6),
  KAFKA_REPLICATION: wholeNumber(1, 5).default(1),
  OBJECT_STORE: z
    .string()
    .regex(/^(file:|s3:\/\/)/, 'must be file:PATH or s3://bucket/prefix')
    .optional(),
  ZUORA_BASE_URL: z.url().optional(),
  ZUORA_CLIENT_ID: z.string().optional(),
  ZUORA_CLIENT_SECRET: z.string().optional(),
  ZUORA_DATE_FORMAT: z
    .string()
    .regex(/^(?=.*YYYY)(?=.*MM)(?=.*DD)[YMD/.-]{8,10}$/, 'must hold YYYY, MM and DD, such as MM/DD/YYYY')
    .default('MM/DD/YYYY'),
  ZUORA_UNIQUE_KEY: z.enum(['on', 'off']).default('off'),
  CSV_MAX_BYTES: wholeNumber(1_000, 4_000_000).default(4_000_000),
  CSV_MAX_AGE_SECONDS: wholeNumber(1, 86_400).default(900),
  ARCHIVE_MAX_AGE_SECONDS: wholeNumber(1, 86_400).default(300),
  DEMO_TRAFFIC: z.coerce.number().min(0).max(100_000).optional(),
  HYDROMETER_API_KEY: z.string().optional(),
  /** Where people reach the dashboard, for instance https://hydrometer.example.com; the command line asks there, too. */
  HYDROMETER_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Signs session cookies; the same for every dashboard of an installation. */
  HYDROMETER_SECRET: z.string().min(32, 'must have 32 characters at least: openssl rand -base64 32').optional(),
  /** Alerts by mail: smtp://user:password@host:587, and whom they come from. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://')
    .optional(),
  ALERT_FROM: z.string().min(3).default('hydrometer@localhost'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

export type Environment = z.infer<typeof schema>

/** Throws one Error that names every variable at fault, what it should be, and that nothing was started. */
export const parseEnvironment = (source: NodeJS.ProcessEnv = process.env): Environment => {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`The environment has a value that cannot be used; nothing was started.\n${faults.join('\n')}`)
}

/** `iad=host:9092,host:9092;sea=host:9092` → sites; the first is home. */
export const parseSites = (text: string): Site[] => {
  const sites = text
    .split(';')
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part, index) => {
      const [name = '', brokers = ''] = part.split('=')
      const list = brokers
        .split(',')
        .map((b) => b.trim())
        .filter(Boolean)
      if (!/^[a-z][a-z0-9-]{0,19}$/.test(name) || list.length === 0 || !list.every((b) => /^[^\s:]+:\d+$/.test(b)))
        throw new Error(`KAFKA_SITES has "${part}", which is not name=host:port,host:port`)
      return { name, brokers: list, isHome: index === 0 }
    })
  if (sites.length === 0)
    throw new Error('KAFKA_SITES names no site; it needs at least one, such as iad=localhost:9092')
  if (new Set(sites.map((s) => s.name)).size !== sites.length) throw new Error('KAFKA_SITES names a site twice')
  return sites
}

/** What a worker or the dashboard needs; `npm start` and deployments must have set it. */
export const requireSites = (env: Environment): Site[] => {
  if (!env.KAFKA_SITES)
    throw new Error('KAFKA_SITES is not set: no broker to talk to. Use `npm start` for embedded brokers, or set it.')
  return parseSites(env.KAFKA_SITES)
}

export const requireDatabaseUrl = (env: Environment): string => {
  if (!env.DATABASE_URL)
    throw new Error('DATABASE_URL is not set: no Postgres to talk to. Use `npm start` for an embedded one, or set it.')
  return env.DATABASE_URL
}

export const objectStoreUrl = (env: Environment): string => env.OBJECT_STORE ?? `file:${env.HYDROMETER_DATA}/objects`

/** `npm start` makes one and keeps it; a deployment sets its own. */
export const requireSecret = (env: Environment): string => {
  if (!env.HYDROMETER_SECRET)
    throw new Error(
      'HYDROMETER_SECRET is not set: sessions could not be told from forged ones. Set it to the output of `openssl rand -base64 32`, the same for every dashboard.',
    )
  return env.HYDROMETER_SECRET
}

export const dashboardOrigin = (env: Environment): string =>
  env.HYDROMETER_URL ? new URL(env.HYDROMETER_URL).origin : `http://127.0.0.1:${env.PORT}`
