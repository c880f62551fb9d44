import type pg from 'pg'
import { inTransaction } from '../postgres/pool.ts'
import { moveFile } from './move-file.ts'
import type { FileForSubmission } from './submission.ts'

/**
 * `<installation>/<file>/r<revision>/<n>` (R23). The file stands without its extension; its name begins with
 * `usage-<installation>-`, and a later revision's ends in `-r<n>`, which the key says itself.
 */
export const idempotencyKey = (fileName: string, revision: number, number: number): string => {
  const match = /^usage-([0-9a-z]+)-(.+?)(?:-r\d+)?\.csv$/.exec(fileName)
  if (!match) throw new Error(`"${fileName}" is no name of a file for Zuora`)
  return `${match[1]}/${match[2]}/r${revision}/${number}`
}

/**
 * Records the attempt before it is made (R22): balanced → submitting and the attempt's row, in one transaction. False
 * when the file was no longer balanced.
 */
export const startAttempt = (pool: pg.Pool, file: FileForSubmission, actor: string): Promise<boolean> =>
  inTransaction(pool, async (tx) => {
    const number = (file.attempt?.number ?? 0) + 1
    const key = idempotencyKey(file.name, file.revision, number)
    const moved = await moveFile(tx, {
      fileId: file.id,
      from: ['balanced'],
      to: 'submitting',
      what: 'submission_started',
      detail: { revision: file.revision, number, idempotencyKey: key, message: `Submitting to Zuora as ${file.name}` },
      actor,
    })
    if (!moved) return false
    await tx.query(
      `insert into submission_attempt (file_id, revision, number, idempotency_key, state) values ($1, $2, $3, $4, 'started')`,
      [file.id, file.revision, number, key],
    )
    return true
  })
