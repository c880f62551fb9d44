/** A worker's row in `worker_report`, each 5 s: what is older than 15 s is stale. */
import type { WorkerFigures } from '../domain/worker-figures.ts'
import { REPORT_INTERVAL_MS } from './limits.ts'
import type { Pool } from './postgres/pool.ts'

export type ReportState = 'starting' | 'running' | 'waiting' | 'stopped'

export type Report = {
  readonly instance: string
  readonly worker: string
  readonly site: string
  readonly startedAt: Date
  state(): { state: ReportState; message: string }
  figures(): WorkerFigures
}

const REPORT = `
  insert into worker_report as r
    (instance, worker, site, pid, state, state_since, message, started_at, figures)
  values ($1, $2, $3, $4, $5, now(), $6, $7, $8)
  on conflict (instance) do update set
    worker = excluded.worker, site = excluded.site, pid = excluded.pid, state = excluded.state,
    state_since = case when r.state = excluded.state then r.state_since else now() end,
    message = excluded.message, started_at = excluded.started_at, figures = excluded.figures, reported_at = now()`

/** Reports until `stop`; Postgres being away costs a report, nothing else. `stop` writes the last word. */
export const startReporting = (pool: Pool, report: Report): { stop(): Promise<void> } => {
  const write = async (state: ReportState, message: string) => {
    await pool.query(REPORT, [
      report.instance,
      report.worker,
      report.site,
      process.pid,
      state,
      message,
      report.startedAt,
      JSON.stringify(report.figures()),
    ])
  }
  let writing: Promise<void> = Promise.resolve()
  const tick = () => {
    const { state, message } = report.state()
    writing = writing.then(() => write(state, message)).catch(() => {})
  }
  tick()
  const timer = setInterval(tick, REPORT_INTERVAL_MS)
  return {
    stop: async () => {
      clearInterval(timer)
      await writing
      await write('stopped', 'stopped in order').catch(() => {})
    },
  }
}
