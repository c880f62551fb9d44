import type pg from 'pg'
import type { FileState } from '../../domain/file-states.ts'
import { inTransaction } from '../postgres/pool.ts'
import { moveFile } from './move-file.ts'
import { recordFileEvent } from './record-file-event.ts'

const MOVABLE: readonly FileState[] = ['balanced', 'submitting', 'submitted']

/** Nothing more happens to the file by itself: it is shown as unknown, with what a person should know and do. */
export const leaveUnknown = (pool: pg.Pool, fileId: number, message: string, actor: string): Promise<void> =>
  inTransaction(pool, async (tx) => {
    await moveFile(tx, { fileId, from: MOVABLE, to: 'unknown', what: 'outcome_unknown', detail: { message }, actor })
    await recordFileEvent(tx, { fileId, what: 'person_needed', detail: { message }, actor })
    await tx.query(
      `update submission_attempt set state = 'unknown', message = $2
        where file_id = $1 and state in ('started', 'unknown', 'retryable')`,
      [fileId, message],
    )
  })
