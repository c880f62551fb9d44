/** lag-monitor samples lag at every site, keeps throughput by the minute and makes the partitions of coming months. */
import { every } from '../server/jobs/interval.ts'
import { rollUpThroughput, type Seen } from '../server/lag/roll-up-throughput.ts'
import { sampleLag } from '../server/lag/sample-lag.ts'
import { LAG_SAMPLE_INTERVAL_MS, PARTITIONS_INTERVAL_MS, ROLL_UP_INTERVAL_MS } from '../server/limits.ts'
import { makePartitions } from '../server/postgres/make-partitions.ts'
import type { RunningWorker, WorkerDeps } from './deps.ts'

export const lagMonitor = (deps: WorkerDeps): RunningWorker => {
  const { pool, hydro, log } = deps
  const seen: Seen = new Map()
  let rounds = 0
  const loops = [
    // A site that is away delays no other: each has a loop of its own.
    ...hydro.sites.map(({ name }) =>
      every(LAG_SAMPLE_INTERVAL_MS, log.child({ site: name }), async () => {
        await sampleLag(pool, hydro, name)
        rounds++
        return undefined
      }),
    ),
    every(ROLL_UP_INTERVAL_MS, log, async () => {
      await rollUpThroughput(pool, seen)
      return undefined
    }),
    every(PARTITIONS_INTERVAL_MS, log, async () => {
      const made = await makePartitions(pool)
      if (made.length > 0) log.info({ made }, 'partitions made ahead')
      return undefined
    }),
  ]
  return {
    fatal: Promise.race(loops.map((loop) => loop.fatal)),
    figures: () => ({ rounds }),
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()))
    },
  }
}
