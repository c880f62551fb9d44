/** Gives zuora-submitter what it needs of the world: Zuora itself, and the announcement on billing.csv-files (R22). */
import { csvFileRecord } from '../server/csv/announce.ts'
import { openStockSender } from '../server/kafka/sender.ts'
import { connectZuora } from '../server/zuora/client.ts'
import type { RunningWorker, WorkerDeps } from './deps.ts'
import { zuoraSubmitter } from './zuora-submitter.ts'

export const runSubmitter = async (deps: WorkerDeps): Promise<RunningWorker> => {
  const { env, pool, hydro, objects, log } = deps
  if (!env.ZUORA_BASE_URL || !env.ZUORA_CLIENT_ID || !env.ZUORA_CLIENT_SECRET || !env.DATABASE_URL)
    throw new Error(
      'ZUORA_BASE_URL, ZUORA_CLIENT_ID and ZUORA_CLIENT_SECRET are not all set: balanced files wait, nothing is lost. Set them and start zuora-submitter again.',
    )
  const sender = await openStockSender(hydro, hydro.home.name)
  const zuora = connectZuora({
    baseUrl: env.ZUORA_BASE_URL,
    clientId: env.ZUORA_CLIENT_ID,
    clientSecret: env.ZUORA_CLIENT_SECRET,
  })
  const job = await zuoraSubmitter.start({
    pool,
    databaseUrl: env.DATABASE_URL,
    objects,
    zuora,
    log,
    announce: async ({ partition, ...event }) => {
      await sender.send('billing.csv-files', [csvFileRecord(partition, { kind: 'attempt_started', ...event })])
    },
  })
  return {
    fatal: job.fatal,
    latency: job.latency,
    figures: () =>
      Object.fromEntries(Object.entries(job.figures()).filter(([, v]) => typeof v === 'number')) as Record<
        string,
        number
      >,
    stop: async (deadlineMs) => {
      await job.stop(deadlineMs)
      await sender.disconnect()
    },
  }
}
