import type pg from 'pg'
import { inTransaction } from '../postgres/pool.ts'
import type { ImportStatusAnswer } from '../zuora/answers.ts'
import { moveFile } from './move-file.ts'
import { recordFileEvent } from './record-file-event.ts'
import type { Attempt } from './submission.ts'

/** Writes what Zuora says of an accepted file: only Completed means imported; Failed and Canceled are final (R24). */
export const recordImport = (
  pool: pg.Pool,
  fileId: number,
  attempt: Attempt,
  answer: ImportStatusAnswer,
  actor: string,
): Promise<void> =>
  inTransaction(pool, async (tx) => {
    await tx.query('select from csv_file where id = $1 for update', [fileId])
    const { number } = attempt
    const note = (state: string, importStatus: string | null, message: string) =>
      tx.query(
        `update submission_attempt set state = $4, import_status = coalesce($5, import_status), message = $6,
           answered_at = now()
          where file_id = $1 and revision = $2 and number = $3 and state = 'accepted'`,
        [fileId, attempt.revision, number, state, importStatus, message],
      )
    switch (answer.kind) {
      case 'imported': {
        const message = 'Zuora imported the file'
        await note('imported', 'Completed', message)
        await moveFile(tx, {
          fileId,
          from: ['submitted', 'unknown'],
          to: 'imported',
          what: 'import_completed',
          detail: { number, message },
          actor,
        })
        return
      }
      case 'failed': {
        const message = `Zuora's import ended ${answer.status}: ${answer.message}`
        await note('failed', answer.status, message)
        await moveFile(tx, {
          fileId,
          from: ['submitted', 'unknown'],
          to: 'refused',
          what: 'import_failed',
          detail: { number, message },
          actor,
        })
        return
      }
      case 'waiting':
        await note('accepted', answer.status, `Zuora's import is ${answer.status}`)
        return
      case 'not-now':
        if (attempt.message !== answer.message)
          await recordFileEvent(tx, {
            fileId,
            what: 'status_delayed',
            detail: { number, message: answer.message },
            actor,
          })
        await note('accepted', null, answer.message)
    }
  })
