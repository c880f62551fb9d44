import type pg from 'pg'
import type { FileState } from '../../domain/file-states.ts'
import type { LatencyCell } from '../../domain/step-latency.ts'
import { latencyCellSchema } from '../../domain/worker-figures.ts'
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

/** How old the events of a file were when it closed, and how long ago that was by the database's clock. */
export type AgesThen = { readonly cells: readonly LatencyCell[]; readonly laterMs: number }

const takeAges = async (tx: pg.ClientBase, fileId: number): Promise<AgesThen | null> => {
  const { rows } = await tx.query<{ ages: unknown; laterMs: number }>(
    `update csv_file f set event_ages = null
       from (select id, event_ages from csv_file where id = $1 and event_ages is not null) before
      where f.id = before.id
      returning before.event_ages as ages, (extract(epoch from f.submitted_at - f.closed_at) * 1000)::float8 as "laterMs"`,
    [fileId],
  )
  const cells = latencyCellSchema.array().safeParse(rows[0]?.ages)
  return rows[0] && cells.success ? { cells: cells.data, laterMs: rows[0].laterMs } : null
}

/**
 * Writes what Zuora answered to one try, and moves the file by it. A settled attempt is never unsettled by a late
 * answer of another run: the attempt's state is compared too.
 * @returns when Zuora took the file: how old its events were when it closed; once, whatever runs again. Else null
 */
export const recordAnswer = (
  pool: pg.Pool,
  fileId: number,
  attempt: Attempt,
  answer: UsageAnswer,
  actor: string,
): Promise<AgesThen | null> =>
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
    if (!before) return null
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
        return takeAges(tx, fileId)
      case 'refused':
        await move(['submitting', 'unknown'], 'refused', 'zuora_refused', answer.message)
        return null
      case 'retryable':
        // The same trouble again is no news: hours of an outage leave one line.
        if (before.said !== answer.message)
          await event('submission_delayed', `${answer.message}. It is tried again with the same key`)
        return null
      case 'unknown': {
        const moved = await move(['submitting'], 'unknown', 'outcome_unknown', answer.message)
        if (!moved && before.said !== answer.message) await event('outcome_unknown', answer.message)
        if (answer.personNeeded) await event('person_needed', answer.message)
        return null
      }
    }
  })
