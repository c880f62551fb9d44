import type pg from 'pg'
import { SUBMIT_TASK } from './enqueue-submission.ts'

/** Files enqueued in one sweep; the next sweep takes the rest. */
const SWEEP_FILES_MAX = 500

/**
 * Files that should be on their way and have no job that waits: forgotten by the queue, or held by a process that died
 * (a lock of the queue outlives its process by hours). Files in `inHand` are being worked on here. A file with an
 * attempt in the log never goes out by itself (R21), and one that waits for a person is left alone.
 * Served by csv_file_state (state, opened_at) and the queue's unique key.
 */
export const filesWithoutJob = async (pool: pg.Pool, inHand: readonly number[]): Promise<number[]> => {
  const { rows } = await pool.query<{ id: string | number }>(
    `select f.id from csv_file f
      where f.state in ('balanced', 'submitting', 'submitted', 'unknown')
        and f.id <> all($1::bigint[])
        and (not f.attempt_in_log or f.state = 'balanced')
        and not exists (select from csv_file_event e where e.file_id = f.id and e.what = 'person_needed')
        and not exists (
          select from graphile_worker.jobs j
           where j.key = $2::text || ':' || f.id and j.locked_at is null and j.attempts < j.max_attempts)
      order by f.opened_at limit $3`,
    [inHand, SUBMIT_TASK, SWEEP_FILES_MAX],
  )
  return rows.map((row) => Number(row.id))
}
