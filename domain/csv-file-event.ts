import type { RenderProfile } from './csv.ts'
import type { Claim } from './line-item.ts'
import type { MeasuredAs } from './step-latency.ts'

/** The highest claim seen of one source partition, inclusive (R16). */
export type Mark = Claim

/** Rows in the order of the file, `ids.length / 16` of them. */
export type RowsAppended = {
  readonly kind: 'rows_appended'
  readonly fileId: number
  /** 1 is the first row under the header. */
  readonly firstRow: number
  /** 16 bytes a row. */
  readonly ids: Buffer
  readonly attempts: readonly number[]
  /** Of billing.submittable, after the last row. */
  readonly nextOffset: number
  /** One a row: how old its usage event was when the row was announced. Empty where nobody measured. */
  readonly eventAgesMs: readonly number[]
  /** What the rows are measured as, each once, and one byte a row: its place in it. Empty from an earlier release. */
  readonly measuredAs: readonly MeasuredAs[]
  readonly rowMeasuredAs: Buffer
}

export type FileClosed = {
  readonly kind: 'file_closed'
  readonly fileId: number
  readonly sequence: number
  readonly firstOffset: number
  /** One after the last. */
  readonly nextOffset: number
  readonly openingMarks: readonly Mark[]
  readonly rows: number
  readonly sizeBytes: number
  /** 32 bytes, of the whole file. */
  readonly sha256: Buffer
  readonly profile: RenderProfile
  readonly objectKey: string
  readonly openedAtMs: number
  readonly closedAtMs: number
  /** 32 bytes, over (row number as int32, line item id) of each row in order (R19). */
  readonly rowsSha256: Buffer
}

export type RevisionMade = {
  readonly kind: 'revision_made'
  readonly fileId: number
  readonly revision: number
  readonly leftOutRows: readonly number[]
}

/** Acknowledged before the first POST of an attempt (R22). */
export type AttemptStarted = {
  readonly kind: 'attempt_started'
  readonly fileId: number
  readonly revision: number
  readonly idempotencyKey: string
  readonly number: number
  readonly startedAtMs: number
}

export type CsvFileEvent = RowsAppended | FileClosed | RevisionMade | AttemptStarted
