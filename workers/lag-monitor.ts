/**
 * lag-monitor looks at every partition of every consumer group of every site, keeps lag and throughput for 13 months,
 * makes the partitions of coming times and drops those of gone ones, forgets sites that are no more, and tells people what the
 * rules of alerts say.
 */
import { writeDefaultRules } from '../server/alerts/default-rules.ts'
import { deliverAlerts } from '../server/alerts/deliver.ts'
import { evaluateAlerts } from '../server/alerts/evaluate.ts'
import { every } from '../server/jobs/interval.ts'
import { forgetSites } from '../server/lag/forget-sites.ts'
import { keepHistory } from '../server/lag/keep-history.ts'
import { openRollUp } from '../server/lag/roll-up-lag.ts'
import { rollUpThroughput, rollUpThroughputHours } from '../server/lag/roll-up-throughput.ts'
import { watchSite } from '../server/lag/watch-site.ts'
import {
  ALERTS_INTERVAL_MS,
  LAG_ROLL_UP_INTERVAL_MS,
  LAG_SAMPLE_INTERVAL_MS,
  PARTITIONS_INTERVAL_MS,
  ROLL_UP_INTERVAL_MS,
} from '../server/limits.ts'
import { makePartitions } from '../server/postgres/make-partitions.ts'
import { inWords } from '../server/world-away.ts'
import type { RunningWorker, WorkerDeps } from './deps.ts'

export const lagMonitor = (deps: WorkerDeps): RunningWorker => {
  const { pool, hydro, log } = deps
  const rollUp = openRollUp(pool)
  let rounds = 0
  let told = 0
  let hasRules = false
  const mail = {
    smtpUrl: deps.env.SMTP_URL,
    from: deps.env.ALERT_FROM,
    dashboard: deps.env.HYDROMETER_URL ?? `http://127.0.0.1:${deps.env.PORT}`,
  }
  const loops = [
    // A site that is away delays no other: each has a loop and connections of its own.
    ...hydro.sites.map(({ name }) => {
      const siteLog = log.child({ site: name })
      const site = watchSite(pool, hydro, name)
      return every(LAG_SAMPLE_INTERVAL_MS, siteLog, async () => {
        const { tookMs, leftOut } = await site.round()
        rounds++
        if (leftOut > 0) siteLog.warn({ leftOut }, 'more groups than the monitor looks at (server/limits.ts)')
        return Math.max(0, LAG_SAMPLE_INTERVAL_MS - tookMs)
      })
    }),
    every(ROLL_UP_INTERVAL_MS, log, async () => {
      await rollUpThroughput(pool)
      return undefined
    }),
    every(LAG_ROLL_UP_INTERVAL_MS, log, async () => {
      await rollUp()
      await rollUpThroughputHours(pool)
      return undefined
    }),
    every(ALERTS_INTERVAL_MS, log, async () => {
      if (!hasRules) await writeDefaultRules(pool)
      hasRules = true
      const { failed } = await evaluateAlerts({ pool, hydro: () => hydro, now: new Date() })
      for (const error of failed) log.warn({ error: inWords(error) }, 'a rule could not be asked; it keeps what it had')
      return undefined
    }),
    // Of its own: a receiver that hangs delays no rule.
    every(ALERTS_INTERVAL_MS / 2, log, async () => {
      told += (await deliverAlerts(pool, mail)).sent
      return undefined
    }),
    every(PARTITIONS_INTERVAL_MS, log, async () => {
      const made = await makePartitions(pool)
      const history = await keepHistory(pool)
      made.push(...history.made)
      const forgotten = await forgetSites(pool, hydro.sites)
      if (made.length > 0) log.info({ made }, 'partitions made ahead')
      if (forgotten.length > 0) log.info({ forgotten }, 'no longer looked at')
      if (history.dropped.length > 0) log.info({ dropped: history.dropped }, 'history that is over was dropped')
      return undefined
    }),
  ]
  return {
    fatal: Promise.race(loops.map((loop) => loop.fatal)),
    figures: () => ({ rounds, told }),
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()))
    },
  }
}
