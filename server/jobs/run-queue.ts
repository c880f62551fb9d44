/** Runs the job queue for as long as the process lives: when Postgres goes away it is started again when it is back. */
import { setTimeout as wait } from 'node:timers/promises'
import { type Runner, run, type TaskList } from 'graphile-worker'
import type { Logger } from 'pino'
import { queueLogger } from './queue-logger.ts'

/** New jobs come by NOTIFY at once; polling finds those that were scheduled for later. Costs under a query a second. */
const POLL_INTERVAL_MS = 2_000
/** Files in hand at once: each holds 4 MB twice, and Zuora works on them one after another anyway. */
const CONCURRENCY = 3
/** One connection listens, the others take and finish jobs. */
const CONNECTIONS_MAX = 3
const RESTART_FIRST_MS = 500
const RESTART_MAX_MS = 10_000

export type Queue = { stop(): Promise<void> }

export const runQueue = (databaseUrl: string, taskList: TaskList, log: Logger): Queue => {
  let stopped = false
  let runner: Runner | null = null
  const stopping = new AbortController()

  const loop = async (): Promise<void> => {
    let delay = RESTART_FIRST_MS
    while (!stopped) {
      try {
        runner = await run({
          connectionString: databaseUrl,
          taskList,
          concurrency: CONCURRENCY,
          maxPoolSize: CONNECTIONS_MAX,
          pollInterval: POLL_INTERVAL_MS,
          noHandleSignals: true,
          parsedCronItems: [],
          logger: queueLogger((level, message) => log[level](message)),
        })
        delay = RESTART_FIRST_MS
        if (stopped) await runner.stop()
        else await runner.promise
      } catch (error) {
        if (!stopped) log.warn({ error: (error as Error).message }, 'the job queue stopped; it is started again')
      }
      runner = null
      if (!stopped) await wait(delay, undefined, { signal: stopping.signal }).catch(() => {})
      delay = Math.min(delay * 2, RESTART_MAX_MS)
    }
  }
  const running = loop()

  return {
    stop: async () => {
      stopped = true
      stopping.abort()
      await runner?.stop().catch(() => {}) // it may have stopped by itself
      await running
    },
  }
}
