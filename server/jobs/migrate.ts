import { runMigrations } from 'graphile-worker'
import { queueLogger } from './queue-logger.ts'

/** Makes or upgrades the job queue's tables (schema graphile_worker). Safe to run at every start and by several at once. */
export const migrateJobs = async (databaseUrl: string): Promise<void> => {
  await runMigrations({ connectionString: databaseUrl, maxPoolSize: 2, logger: queueLogger(() => {}) })
}
