import type pg from 'pg'
import { inTransaction } from '../postgres/pool.ts'
import { moveFile } from './move-file.ts'
import { recordFileEvent } from './record-file-event.ts'
import type { Attempt } from './submission.ts'

/** Zuora, asked by the file's name, holds exactly its rows and totals: that proves it imported (R23). */
export const recordFound = (
  pool: pg.Pool,
  fileId: number,
  attempt: Attempt,
  rows: number,
  actor: string,
): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const message = `Zuora holds all ${rows} records of this file with equal totals: it was imported`
    await moveFile(tx, {
      fileId,
      from: ['submitting', 'unknown'],
      to: 'imported',
      what: 'found_at_zuora',
      detail: { number: attempt.number, rows, message },
      actor,
    })
    // When Zuora took it nobody heard: it has no latency.
    await tx.query('update csv_file set event_ages = null where id = $1', [fileId])
    await tx.query(
      `update submission_attempt set state = 'imported', import_status = 'Completed', message = $4, answered_at = now()
        where file_id = $1 and revision = $2 and number = $3`,
      [fileId, attempt.revision, attempt.number, message],
    )
  })

/**
 * Zuora, asked by the file's name, holds nothing of it. Gives how long ago that was first the answer, in milliseconds:
 * once may be too early, twice 15 minutes apart is for a person (R23).
 */
export const recordNotFound = (pool: pg.Pool, fileId: number, attempt: Attempt, actor: string): Promise<number> =>
  inTransaction(pool, async (tx) => {
    const message = 'Zuora, asked by the file name, holds no record of this file'
    const detail = { number: attempt.number, message }
    const moved = await moveFile(tx, {
      fileId,
      from: ['submitting'],
      to: 'unknown',
      what: 'not_found_at_zuora',
      detail,
      actor,
    })
    if (!moved) await recordFileEvent(tx, { fileId, what: 'not_found_at_zuora', detail, actor })
    const { rows } = await tx.query<{ ago_ms: number }>(
      `select (extract(epoch from now() - min(at)) * 1000)::float8 as ago_ms from csv_file_event
        where file_id = $1 and what = 'not_found_at_zuora' and detail ->> 'number' = $2`,
      [fileId, String(attempt.number)],
    )
    return rows[0]?.ago_ms ?? 0
  })
