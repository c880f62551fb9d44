/** What did each worker process last say about itself? */
import { readWorkerFigures, type WorkerFigures } from '../../domain/worker-figures.ts'
import { rememberVersion } from '../api/remember.ts'
import type { Pool } from '../postgres/pool.ts'
import { poolName } from './catalogue.ts'

export type WorkerReport = {
  readonly instance: string
  readonly worker: string
  readonly site: string
  readonly pid: number
  readonly state: string
  readonly stateSince: Date
  readonly message: string
  readonly startedAt: Date
  readonly figures: WorkerFigures
  readonly reportedAt: Date
}

// A row per process: some ten.
const REPORTS = `
  select instance, worker, site, pid, state, state_since as "stateSince", message, started_at as "startedAt", figures,
         reported_at as "reportedAt"
    from worker_report order by worker, site, instance`

export const readWorkerReports = async (pool: Pool): Promise<WorkerReport[]> => {
  const { rows } = await pool.query<Omit<WorkerReport, 'figures'> & { figures: unknown }>(REPORTS)
  // A process reports each 5 s and is read each 2 s by every Overview: checking its figures costs ten times what reading them does.
  const version = (row: (typeof rows)[number]) => `${row.pid} ${row.startedAt.getTime()} ${row.reportedAt.getTime()}`
  return rows.map((row) => ({
    ...row,
    figures: rememberVersion(`${poolName(pool)} figures ${row.instance}`, version(row), () =>
      readWorkerFigures(row.figures),
    ),
  }))
}
