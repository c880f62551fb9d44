/**
 * An attempt to submit was announced (R22). This database knows it, or it was rebuilt since: then the outcome of the
 * attempt is unknown, and the file is never submitted by itself (R21).
 */
import type { AttemptStarted } from '../../domain/csv-file-event.ts'
import { moveFile } from '../files/move-file.ts'
import type { Client } from '../postgres/pool.ts'

export const noteAttempt = async (tx: Client, event: AttemptStarted): Promise<void> => {
  const { rowCount } = await tx.query(
    `insert into submission_attempt (file_id, revision, number, idempotency_key, state, started_at, message)
     select $1, $2, $3, $4, 'unknown', to_timestamp($5::float8 / 1000),
            'read from the log after the database was rebuilt; its outcome is not known'
      where exists (select 1 from csv_file where id = $1)
     on conflict do nothing`,
    [event.fileId, event.revision, event.number, event.idempotencyKey, event.startedAtMs],
  )
  if (rowCount !== 1) return
  await tx.query('update csv_file set attempt_in_log = true where id = $1', [event.fileId])
  await moveFile(tx, {
    fileId: event.fileId,
    from: ['closing', 'closed', 'balanced'],
    to: 'unknown',
    what: 'unknown',
    detail: { message: 'An attempt was found in the log that this database did not know.' },
    actor: 'csv-bookkeeper',
  })
}
