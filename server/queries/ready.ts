/** Can everything that Hydrometer stands on be reached, and do its workers report? */
import type { Ready } from '../../domain/api/health.ts'
import { JOBS, PROCESSORS } from '../../domain/pipeline.ts'
import type { ApiContext } from '../api/context.ts'
import type { Hydro } from '../kafka/client.ts'
import { REPORT_STALE_MS } from '../limits.ts'
import { inWords } from '../world-away.ts'
import { withDeadline } from './with-deadline.ts'
import { readWorkerReports, type WorkerReport } from './worker-reports.ts'

type Dependency = Ready['dependencies'][number]

/** An orchestrator asks every few seconds and waits no longer. */
const CHECK_DEADLINE_MS = 3_000
/** Any well-formed key: a store that answers "not there" is reachable. */
const PROBE_KEY = 'ready/probe'

const check = async (name: string, consequence: string, work: () => Promise<unknown>): Promise<Dependency> => {
  const start = performance.now()
  try {
    await withDeadline(work(), CHECK_DEADLINE_MS, name)
    return { name, ok: true, latencyMs: Math.round(performance.now() - start), message: null }
  } catch (error) {
    return { name, ok: false, latencyMs: null, message: `${inWords(error)}. ${consequence}` }
  }
}

const checkZuora = async (baseUrl: string | undefined): Promise<void> => {
  if (!baseUrl) throw new Error('ZUORA_BASE_URL is not set')
  // Any answer below 500 means that it is there: without a token it is 401 or 404.
  const answer = await fetch(new URL('/', baseUrl), {
    method: 'GET',
    redirect: 'manual',
    signal: AbortSignal.timeout(CHECK_DEADLINE_MS),
  })
  await answer.body?.cancel()
  if (answer.status >= 500) throw new Error(`it answers ${answer.status}`)
}

/** Every processor at each of its sites, and every job: heard within 15 s, whatever it says of itself. */
export const workerChecks = (
  reports: readonly WorkerReport[],
  sites: readonly { name: string; isHome: boolean }[],
  now: Date,
): Dependency[] => {
  const home = sites.find((site) => site.isHome)?.name ?? ''
  const wanted = [
    ...PROCESSORS.flatMap((spec) =>
      sites
        .filter((site) => site.isHome || spec.runs === 'every-site')
        .map((site) => ({ worker: spec.name as string, site: site.name })),
    ),
    ...JOBS.map((job) => ({ worker: job.name as string, site: home })),
  ]
  return wanted.map(({ worker, site }) => {
    const name = `worker:${worker}@${site}`
    const heard = reports.filter((r) => r.worker === worker && r.site === site)
    const newest = heard.reduce<WorkerReport | null>((a, b) => (a && a.reportedAt > b.reportedAt ? a : b), null)
    if (!newest)
      return { name, ok: false, latencyMs: null, message: 'It never reported. Its work waits in the log; start it.' }
    const age = now.getTime() - newest.reportedAt.getTime()
    if (age > REPORT_STALE_MS)
      return {
        name,
        ok: false,
        latencyMs: null,
        message: `It last reported ${Math.round(age / 1000)} s ago. Its work waits in the log; the supervisor should start it again.`,
      }
    return { name, ok: true, latencyMs: null, message: null }
  })
}

const checkSites = (hydro: () => Hydro): Promise<Dependency>[] => {
  let connected: Hydro
  try {
    connected = hydro()
  } catch (error) {
    return [Promise.resolve({ name: 'kafka', ok: false, latencyMs: null, message: inWords(error) })]
  }
  return connected.sites.map((site) =>
    check(`kafka:${site.name}`, 'Usage of this site waits at its producers or in its log.', async () => {
      const admin = await connected.admin(site.name)
      await admin.describeCluster()
    }),
  )
}

const sitesOf = (hydro: () => Hydro) => {
  try {
    return hydro().sites
  } catch {
    return []
  }
}

export const readReady = async (context: ApiContext, now = new Date()): Promise<Ready> => {
  let reports: WorkerReport[] | null = null
  const dependencies = await Promise.all([
    check('postgres', 'Workers keep their cursors and wait; nothing is lost.', async () => {
      reports = await readWorkerReports(context.pool)
    }),
    ...checkSites(context.hydro),
    check('object-store', 'Closed files wait until it answers.', () => context.objects.exists(PROBE_KEY)),
    check('zuora', 'Balanced files wait until it answers.', () => checkZuora(context.zuoraBaseUrl)),
  ])
  const workers = reports ? workerChecks(reports, sitesOf(context.hydro), now) : []
  const all = [...dependencies, ...workers]
  return { status: all.every((d) => d.ok) ? 'ready' : 'not_ready', at: now.toISOString(), dependencies: all }
}
