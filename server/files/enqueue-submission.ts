import type pg from 'pg'

/** The job's name in the queue. */
export const SUBMIT_TASK = 'zuora-submit'
export const submitJobKey = (fileId: number): string => `${SUBMIT_TASK}:${fileId}`

/**
 * Adds a file's submission job within the caller's transaction: the bookkeeper's, so that a balanced file always has one
 * (R19). One job per file: the key replaces a waiting one; while one runs, this one comes after it. The job may
 * run twice or be forgotten: the file's state is the guard (R26), and the submitter's sweep finds files without a job.
 * `delayMs` is counted by the database's clock.
 */
export const enqueueSubmission = async (tx: pg.ClientBase | pg.Pool, fileId: number, delayMs = 0): Promise<void> => {
  await tx.query(
    `select graphile_worker.add_job($1, payload := json_build_object('fileId', $2::bigint), job_key := $3,
       run_at := now() + make_interval(secs => $4::float8 / 1000))`,
    [SUBMIT_TASK, fileId, submitJobKey(fileId), delayMs],
  )
}
