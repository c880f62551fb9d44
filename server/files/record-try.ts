import type pg from 'pg'
import type { Attempt } from './submission.ts'

/** Zuora keeps a key for 24 h; an hour is left for clocks that differ and for the try itself (R23). */
export const KEY_SERVES_HOURS = 23

/** A young attempt is not renewed at each look: every renewal is announced again. */
const RENEW_AFTER_HOURS = 1

/**
 * An attempt that was never tried begins its 23 hours anew when they have run for a while: no request with its key was
 * ever made. Gives the time that is announced with it, in milliseconds.
 */
export const renewUntriedAttempt = async (
  pool: pg.Pool,
  fileId: number,
  attempt: Attempt,
): Promise<{ startedAtMs: number; renewed: boolean }> => {
  const { rows } = await pool.query<{ started_at: Date }>(
    `update submission_attempt set started_at = now()
      where file_id = $1 and revision = $2 and number = $3 and tries = 0
        and started_at < now() - make_interval(hours => $4)
      returning started_at`,
    [fileId, attempt.revision, attempt.number, RENEW_AFTER_HOURS],
  )
  const [row] = rows
  return row
    ? { startedAtMs: row.started_at.getTime(), renewed: true }
    : { startedAtMs: attempt.startedAtMs, renewed: false }
}

export type Try = 'may-start' | 'key-too-old' | 'not-ours'

/**
 * Counts a try before it is made, and checks by the database's clock that the key still serves (R23). `not-ours` when
 * the file or the attempt has moved on meanwhile.
 */
export const recordTry = async (pool: pg.Pool, fileId: number, attempt: Attempt): Promise<Try> => {
  const key = [fileId, attempt.revision, attempt.number]
  const { rowCount } = await pool.query(
    `update submission_attempt a set tries = a.tries + 1, last_tried_at = now()
       from csv_file f
      where a.file_id = $1 and a.revision = $2 and a.number = $3 and f.id = a.file_id and f.revision = a.revision
        and f.state in ('submitting', 'unknown') and a.state in ('started', 'unknown', 'retryable')
        and a.started_at > now() - make_interval(hours => $4)`,
    [...key, KEY_SERVES_HOURS],
  )
  if (rowCount === 1) return 'may-start'
  const { rows } = await pool.query<{ too_old: boolean }>(
    `select a.started_at <= now() - make_interval(hours => $4) as too_old
       from submission_attempt a join csv_file f on f.id = a.file_id and f.revision = a.revision
      where a.file_id = $1 and a.revision = $2 and a.number = $3
        and f.state in ('submitting', 'unknown') and a.state in ('started', 'unknown', 'retryable')`,
    [...key, KEY_SERVES_HOURS],
  )
  return rows[0]?.too_old ? 'key-too-old' : 'not-ours'
}
