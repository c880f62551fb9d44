/** What did each worker process last say about itself? */
import { readWorkerFigures, type WorkerFigures } from '../../domain/worker-figures.ts'
import type { Pool } from '../postgres/pool.ts'

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
  return rows.map((row) => ({ ...row, figures: readWorkerFigures(row.figures) }))
}
