import type pg from 'pg'
import type { FileState } from '../../domain/file-states.ts'
import { inTransaction } from '../postgres/pool.ts'
import type { UsageAnswer } from '../zuora/answers.ts'
import { moveFile } from './move-file.ts'
import { recordFileEvent } from './record-file-event.ts'
import type { Attempt, AttemptState } from './submission.ts'

const ATTEMPT_STATE: Readonly<Record<UsageAnswer['kind'], AttemptState>> = {
  accepted: 'accepted',
  refused: 'refused',
  retryable: 'retryable',
  unknown: 'unknown',
}

/**
 * Writes what Zuora answered to one try, and moves the file by it. A settled attempt is never unsettled by a late
 * answer of another run: the attempt's state is compared too.
 */
export const recordAnswer = (
  pool: pg.Pool,
  fileId: number,
  attempt: Attempt,
  answer: UsageAnswer,
  actor: string,
): Promise<void> =>
  inTransaction(pool, async (tx) => {
    // R8: file before what hangs on it.
    await tx.query('select from csv_file where id = $1 for update', [fileId])
    // A try that is known to have been turned away says nothing of an earlier one whose outcome is unknown.
    const { rows } = await tx.query<{
      state: AttemptState
      message: string | null
      was: AttemptState
      said: string | null
    }>(
      `update submission_attempt a set
         state = case when $4::text = 'retryable' and b.state = 'unknown' then 'unknown' else $4::text end,
         answered_at = now(), http_status = $5, process_id = coalesce($6, a.process_id),
         request_id = coalesce($7, a.request_id), status_path = coalesce($8, a.status_path), reasons = $9, message = $10,
         tries = a.tries - $11
        from (select state, message from submission_attempt
               where file_id = $1 and revision = $2 and number = $3 for update) b
       where a.file_id = $1 and a.revision = $2 and a.number = $3 and b.state in ('started', 'unknown', 'retryable')
       returning a.state, a.message, b.state as was, b.message as said`,
      [
        fileId,
        attempt.revision,
        attempt.number,
        ATTEMPT_STATE[answer.kind],
        answer.httpStatus,
        answer.processId,
        answer.requestId,
        answer.kind === 'accepted' ? answer.statusPath : null,
        answer.reasons.length > 0 ? JSON.stringify(answer.reasons) : null,
        answer.kind === 'accepted' ? 'Zuora took the file' : answer.message,
        // A try that never reached Zuora is none: an attempt without any begins its 23 hours anew.
        answer.kind === 'retryable' && !answer.sent ? 1 : 0,
      ],
    )
    const [before] = rows
    if (!before) return
    const detail = {
      number: attempt.number,
      httpStatus: answer.httpStatus,
      processId: answer.processId,
      reasons: answer.reasons,
    }
    const move = (from: readonly FileState[], to: FileState, what: string, message: string) =>
      moveFile(tx, { fileId, from, to, what, detail: { ...detail, message }, actor })
    const event = (what: string, message: string) =>
      recordFileEvent(tx, { fileId, what, detail: { ...detail, message }, actor })

    switch (answer.kind) {
      case 'accepted':
        await move(['submitting', 'unknown'], 'submitted', 'zuora_accepted', 'Zuora took the file and imports it')
        return
      case 'refused':
        await move(['submitting', 'unknown'], 'refused', 'zuora_refused', answer.message)
        return
      case 'retryable':
        // The same trouble again is no news: hours of an outage leave one line.
        if (before.said !== answer.message)
          await event('submission_delayed', `${answer.message}. It is tried again with the same key`)
        return
      case 'unknown': {
        const moved = await move(['submitting'], 'unknown', 'outcome_unknown', answer.message)
        if (!moved && before.said !== answer.message) await event('outcome_unknown', answer.message)
        if (answer.personNeeded) await event('person_needed', answer.message)
      }
    }
  })
