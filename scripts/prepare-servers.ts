/**
 * Brings servers to what this release needs: topics, schema, catalogue, partitions, the installation's row. Part of
 * `npm start`; for a deployment with servers of its own, `npm run prepare-servers` before its workers start.
 */
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { type Environment, parseEnvironment, requireDatabaseUrl, requireSites } from '../server/env.ts'
import { migrateJobs } from '../server/jobs/migrate.ts'
import { awaitCoordinators } from '../server/kafka/await-coordinators.ts'
import { connectKafka, type Hydro } from '../server/kafka/client.ts'
import { createTopics } from '../server/kafka/create-topics.ts'
import { keepHistory } from '../server/lag/keep-history.ts'
import { makePartitions } from '../server/postgres/make-partitions.ts'
import { migrate } from '../server/postgres/migrate.ts'
import { type Installation, recordInstallation } from '../server/postgres/record-installation.ts'
import { seedCatalogue } from '../server/postgres/seed-catalogue.ts'

export type Prepared = {
  readonly installation: Installation
  readonly topics: readonly string[]
  readonly migrations: readonly string[]
  readonly partitions: readonly string[]
}

const reach = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    const { message, code } = error as Error & { code?: string }
    throw new Error(
      `${what} does not answer (${message || code}); nothing was changed there. See that it runs and can be reached from here, then start again.`,
    )
  }
}

const clusterIds = (hydro: Hydro) =>
  Promise.all(
    hydro.sites.map(async ({ name, brokers }) => {
      const admin = await reach(`Kafka at ${name} (${brokers.join(', ')})`, () => hydro.admin(name))
      return { name, clusterId: (await admin.describeCluster()).clusterId }
    }),
  )

/** Migrations may run longer than a worker's statements, so that this pool has none of their timeouts. */
const prepareDatabase = async (databaseUrl: string, sites: { name: string; clusterId: string }[]) => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, connectionTimeoutMillis: 10_000 })
  pool.on('error', () => undefined)
  try {
    await reach(`Postgres at ${new URL(databaseUrl).host}`, () => pool.query('select 1'))
    const migrations = await migrate(pool)
    await migrateJobs(databaseUrl) // the bookkeeper adds jobs before the submitter ever ran
    await seedCatalogue(pool)
    const installation = await recordInstallation(pool, sites)
    const partitions = await makePartitions(pool, { horizon: installation.lineItemHorizon })
    await keepHistory(pool)
    return { migrations, installation, partitions }
  } finally {
    await pool.end()
  }
}

/** @throws Error in words for the operator; what was done so far stays and is found again */
export const prepareServers = async (env: Environment): Promise<Prepared> => {
  const hydro = connectKafka({ sites: requireSites(env), clientId: 'hydrometer-prepare', env })
  try {
    const sites = await clusterIds(hydro)
    const [topics, database] = await Promise.all([
      createTopics(hydro, { partitions: env.KAFKA_PARTITIONS, replication: env.KAFKA_REPLICATION }),
      prepareDatabase(requireDatabaseUrl(env), sites),
    ])
    await awaitCoordinators(hydro)
    return { topics, ...database }
  } finally {
    await hydro.disconnect()
  }
}

const main = async (): Promise<void> => {
  const done = await prepareServers(parseEnvironment())
  console.log(
    `Installation ${done.installation.name}: ${done.migrations.length} migrations applied, ${done.partitions.length} partitions and ${done.topics.length} topics made.`,
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  main().catch((error: Error) => {
    console.error(error.message)
    process.exitCode = 1
  })
