/** The pipeline as it is now: everything that the Overview shows. Each part is its own question; here they meet. */
import { alerts, marks } from '../../domain/alerts.ts'
import type { LagAnswer } from '../../domain/api/lag.ts'
import type { Pipeline } from '../../domain/api/pipeline.ts'
import { PROCESSORS } from '../../domain/pipeline.ts'
import { readings } from '../../domain/readings.ts'
import type { ApiContext } from '../api/context.ts'
import { remember, rememberVersion } from '../api/remember.ts'
import { REPORT_STALE_MS } from '../limits.ts'
import type { Pool } from '../postgres/pool.ts'
import { poolName } from './catalogue.ts'
import { LAG_STALE_MS, readLagSamples, readLagSites } from './lag.ts'
import { countAccounts, readLatency, readLetterGroups, readRejected, summaryFor, summaryOf } from './pipeline-flow.ts'
import { readFilesInTrouble, readMoney, readOpenFiles, readWaitingForZuora } from './pipeline-money.ts'
import { outcomePerSecond, processorNodes, readStops, siteNodes } from './pipeline-processors.ts'
import { reconcile } from './reconciliation.ts'
import { DAY_MS, utcDay } from './time.ts'
import { readWorkerReports, type WorkerReport } from './worker-reports.ts'

/**
 * Sums over a day's rows are made this often however many look, while who looks gets the last ones; the rest is small and
 * always fresh.
 */
const [SUMS_KEPT_MS, SUMS_RENEWED_MS] = [3_000, 4_000]
const ACCOUNTS_KEPT_MS = 30_000

const OWN_GROUPS: readonly string[] = PROCESSORS.map(({ name }) => name)

export type SiteAt = { readonly name: string; readonly isHome: boolean }

/** As configured; where no broker is, as the database knows them: the first code is home's. */
export const sitesOf = async ({ hydro, pool }: Pick<ApiContext, 'hydro' | 'pool'>): Promise<SiteAt[]> => {
  try {
    return hydro().sites.map(({ name, isHome }) => ({ name, isHome }))
  } catch {
    const { rows } = await pool.query<{ name: string }>('select name from site order by code')
    return rows.map(({ name }, i) => ({ name, isHome: i === 0 }))
  }
}

/** Samples are written with their site's round, each 10 s: until the next one they are the same. */
const readOwnLag = async (pool: Pool, now: Date): Promise<Pick<LagAnswer, 'items' | 'sampledAt' | 'sites'>> => {
  const sites = await readLagSites(pool, now)
  const read = () => readLagSamples(pool, {}, OWN_GROUPS)
  if (sites.length === 0) return { ...(await read()), sites }
  const version = sites.map(({ site, sampledAt }) => `${site} ${sampledAt}`).join()
  return { ...(await rememberVersion(`${poolName(pool)} own lag`, version, read)), sites }
}

const pingMs = async (pool: Pool): Promise<number> => {
  const start = performance.now()
  await pool.query('select 1')
  return Math.round((performance.now() - start) * 10) / 10
}

const heardOf = (reports: readonly WorkerReport[], sampledAt: string | null, now: Date): Pipeline['heard'] => {
  const line = (source: string, at: Date | null, staleMs: number) => {
    const age = at && now.getTime() - at.getTime()
    return {
      source,
      at: at?.toISOString() ?? null,
      ageSeconds: age === null ? null : Math.max(0, age / 1000),
      stale: age === null || age > staleMs,
    }
  }
  return [
    line('postgres', now, REPORT_STALE_MS),
    ...reports.map((r) => line(r.instance, r.reportedAt, REPORT_STALE_MS)),
    line('lag', sampledAt === null ? null : new Date(sampledAt), LAG_STALE_MS),
  ]
}

export const readPipeline = async (context: ApiContext, now = new Date()): Promise<Pipeline> => {
  const { pool } = context
  const day = utcDay(now)
  const dayName = day.toISOString().slice(0, 10)
  const kept = <T>(name: string, ms: number, make: () => Promise<T>) =>
    remember(`${poolName(pool)} ${name} ${dayName}`, ms, make, SUMS_RENEWED_MS)
  // First and alone: when Postgres is away this fails at once instead of ten times over.
  const latencyMs = await pingMs(pool)
  const [
    sites,
    reports,
    lag,
    stops,
    letters,
    openFiles,
    filesInTrouble,
    waitingForZuora,
    latency,
    rejected,
    money,
    accounts,
    books,
  ] = await Promise.all([
    sitesOf(context),
    readWorkerReports(pool),
    readOwnLag(pool, now),
    readStops(pool),
    kept('letters', SUMS_KEPT_MS, () => readLetterGroups(pool, day)),
    readOpenFiles(pool, now),
    readFilesInTrouble(pool),
    readWaitingForZuora(pool, now),
    readLatency(pool, now),
    kept('rejected', SUMS_KEPT_MS, () => readRejected(pool, day)),
    kept('money', SUMS_KEPT_MS, () => readMoney(pool, day)),
    kept('accounts', ACCOUNTS_KEPT_MS, () => countAccounts(pool)),
    kept('books', SUMS_KEPT_MS, () => reconcile(pool, context.hydro, day, new Date(day.getTime() + DAY_MS), now)),
  ])
  const { processors, jobs } = processorNodes(
    sites,
    reports,
    lag,
    stops,
    (name, site) => summaryFor(letters, name, site),
    now,
  )
  const out = (name: string) => {
    const rates = processors.filter((p) => p.name === name && p.outPerSecond !== null)
    return rates.length > 0 ? rates.reduce((sum, p) => sum + (p.outPerSecond ?? 0), 0) : null
  }
  const facts = {
    at: now.toISOString(),
    day: dayName,
    sites: siteNodes(sites, reports, lag.sites, now),
    processors,
    jobs,
    accounts: { count: accounts },
    rejected: { perSecond: outcomePerSecond(reports, 'submission-filter', 'rejected', now), ...rejected },
    deadLetters: summaryOf(letters),
    money,
    filesInTrouble,
    waitingForZuora,
    latency,
    books: { equation: books.total, proven: books.logHolds !== null },
    heard: heardOf(reports, lag.sampledAt, now),
  }
  return {
    ...facts,
    postgres: { latencyMs },
    edges: {
      lineItemsPerSecond: out('usage-relay'),
      submittablePerSecond: outcomePerSecond(reports, 'submission-filter', 'accepted', now),
      rowsPerSecond: outcomePerSecond(reports, 'csv-builder', 'rows', now),
      bookedPerSecond: outcomePerSecond(reports, 'csv-bookkeeper', 'booked', now),
    },
    openFiles,
    readings: readings(facts),
    alerts: alerts(facts),
    marks: marks(facts),
  }
}
