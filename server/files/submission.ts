/** A file as its submission sees it: one row, read once per run of the job. */
import type pg from 'pg'
import type { FileState } from '../../domain/file-states.ts'

export type AttemptState = 'started' | 'accepted' | 'refused' | 'unknown' | 'retryable' | 'imported' | 'failed'

export type Attempt = {
  revision: number
  number: number
  idempotencyKey: string
  state: AttemptState
  tries: number
  startedAtMs: number
  statusPath: string | null
  message: string | null
}

export type FileForSubmission = {
  id: number
  name: string
  partition: number
  revision: number
  state: FileState
  rows: number
  bytes: number
  digest: Buffer
  objectKey: string | null
  totals: Readonly<Record<string, string>>
  attemptInLog: boolean
  /** Nothing more happens by itself: a person was asked. */
  personNeeded: boolean
  /** Since Zuora took the file, by the database's clock; 0 before. */
  submittedAgoMs: number
  /** The newest attempt of this revision. */
  attempt: Attempt | null
}

type Row = {
  id: string | number
  name: string
  partition: number
  revision: number
  state: FileState
  rows: number
  bytes: number
  digest: Buffer
  object_key: string | null
  totals: Record<string, string> | null
  attempt_in_log: boolean
  person_needed: boolean
  submitted_ago_ms: number
  number: number | null
  idempotency_key: string
  attempt_state: AttemptState
  tries: number
  started_at: Date
  status_path: string | null
  message: string | null
}

/** By primary keys: csv_file, then the newest submission_attempt of its revision. */
const SELECT = `
  select f.id, f.name, f.partition, f.revision, f.state, f.rows, f.bytes, f.digest, f.object_key, f.totals,
         f.attempt_in_log,
         exists (select from csv_file_event e where e.file_id = f.id and e.what = 'person_needed') as person_needed,
         coalesce(extract(epoch from now() - f.submitted_at) * 1000, 0)::float8 as submitted_ago_ms,
         a.number, a.idempotency_key, a.state as attempt_state, a.tries, a.started_at, a.status_path,
         a.message
    from csv_file f
    left join lateral (
      select * from submission_attempt s where s.file_id = f.id and s.revision = f.revision order by s.number desc limit 1
    ) a on true
   where f.id = $1`

export const loadSubmission = async (
  db: pg.ClientBase | pg.Pool,
  fileId: number,
): Promise<FileForSubmission | null> => {
  const { rows } = await db.query<Row>(SELECT, [fileId])
  const [row] = rows
  if (!row) return null
  return {
    id: Number(row.id),
    name: row.name,
    partition: row.partition,
    revision: row.revision,
    state: row.state,
    rows: row.rows,
    bytes: row.bytes,
    digest: row.digest,
    objectKey: row.object_key,
    totals: row.totals ?? {},
    attemptInLog: row.attempt_in_log,
    personNeeded: row.person_needed,
    submittedAgoMs: row.submitted_ago_ms,
    attempt: row.number === null ? null : attemptOf(row, row.number),
  }
}

const attemptOf = (row: Row, number: number): Attempt => ({
  revision: row.revision,
  number,
  idempotencyKey: row.idempotency_key,
  state: row.attempt_state,
  tries: row.tries,
  startedAtMs: row.started_at.getTime(),
  statusPath: row.status_path,
  message: row.message,
})
