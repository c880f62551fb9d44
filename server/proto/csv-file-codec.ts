import type {
  AttemptStarted,
  CsvFileEvent,
  FileClosed,
  RevisionMade,
  RowsAppended,
} from '../../domain/csv-file-event.ts'
import { Poison } from '../../domain/poison.ts'
import { asBuffer, decodeMessage, exactly } from './decoding.ts'
import { hydro } from './generated/hydro.js'

const Message = hydro.billing.v1.CsvFileEvent

export const encodeCsvFileEvent = (event: CsvFileEvent): Buffer => {
  const { fileId } = event
  switch (event.kind) {
    case 'rows_appended':
      return finished(
        Message.encode({
          fileId,
          rowsAppended: {
            firstRow: event.firstRow,
            lineItemIds: event.ids,
            attempts: event.attempts as number[],
            nextOffset: event.nextOffset,
            eventAgeMs: event.eventAgesMs as number[],
            measuredAs: event.measuredAs.map(({ product, site }) => ({ product, originSite: site })),
            rowMeasuredAs: event.rowMeasuredAs,
          },
        }),
      )
    case 'file_closed':
      return finished(Message.encode({ fileId, fileClosed: { ...event, openingMarks: [...event.openingMarks] } }))
    case 'revision_made':
      return finished(
        Message.encode({
          fileId,
          revisionMade: { revision: event.revision, leftOutRows: event.leftOutRows as number[] },
        }),
      )
    case 'attempt_started':
      return finished(Message.encode({ fileId, attemptStarted: event }))
  }
}

const finished = (writer: { finish(): Uint8Array }): Buffer => writer.finish() as Buffer

const NO_BYTES: Buffer = Buffer.alloc(0)
const malformed = (what: string): Poison => new Poison('undecodable', `the value is no CsvFileEvent: ${what}`)
const whole = (value: number | null | undefined, field: string): number => {
  const number = exactly(value ?? 0, 'undecodable', field)
  if (number < 0) throw malformed(`${field} is ${number}`)
  return number
}

/** `ids` and `sha256` are slices of `value`. @throws Poison undecodable, null_value */
export const decodeCsvFileEvent = (value: Buffer | null): CsvFileEvent => {
  const m = decodeMessage(Message, 'CsvFileEvent', value)
  const fileId = whole(m.fileId, 'file_id')
  if (m.rowsAppended) return rowsAppended(fileId, m.rowsAppended)
  if (m.fileClosed) return fileClosed(fileId, m.fileClosed)
  if (m.revisionMade) return revisionMade(fileId, m.revisionMade)
  if (m.attemptStarted) return attemptStarted(fileId, m.attemptStarted)
  throw malformed('it says nothing that this release knows')
}

const rowsAppended = (fileId: number, m: hydro.billing.v1.RowsAppended.$Properties): RowsAppended => {
  const ids = asBuffer(m.lineItemIds ?? new Uint8Array())
  const attempts = m.attempts ?? []
  if (ids.length !== attempts.length * 16) throw malformed(`${ids.length} bytes of ids for ${attempts.length} attempts`)
  for (const attempt of attempts) if (attempt < 0) throw malformed(`attempt ${attempt}`)
  // Only figures: what does not fit together is not measured by anything, and no reason to stop.
  const places = asBuffer(m.rowMeasuredAs ?? new Uint8Array())
  const measuredAs = (m.measuredAs ?? []).map(({ product, originSite }) => ({
    product: product ?? '',
    site: originSite ?? '',
  }))
  const isMeasured = places.length === attempts.length && places.every((place) => place < measuredAs.length)
  const firstRow = whole(m.firstRow, 'first_row')
  if (firstRow < 1) throw malformed('first_row is 0, and rows count from 1')
  return {
    kind: 'rows_appended',
    fileId,
    firstRow,
    ids,
    attempts,
    nextOffset: whole(m.nextOffset, 'next_offset'),
    eventAgesMs: m.eventAgeMs ?? [],
    measuredAs: isMeasured ? measuredAs : [],
    rowMeasuredAs: isMeasured ? places : NO_BYTES,
  }
}

const fileClosed = (fileId: number, m: hydro.billing.v1.FileClosed.$Properties): FileClosed => {
  const sha256 = asBuffer(m.sha256 ?? new Uint8Array())
  if (sha256.length !== 32) throw malformed(`sha256 has ${sha256.length} bytes`)
  const rowsSha256 = asBuffer(m.rowsSha256 ?? new Uint8Array())
  if (rowsSha256.length !== 32) throw malformed(`rows_sha256 has ${rowsSha256.length} bytes`)
  if (!m.profile) throw malformed('profile is missing')
  return {
    kind: 'file_closed',
    fileId,
    sequence: whole(m.sequence, 'sequence'),
    firstOffset: whole(m.firstOffset, 'first_offset'),
    nextOffset: whole(m.nextOffset, 'next_offset'),
    openingMarks: (m.openingMarks ?? []).map((mark) => ({
      topic: whole(mark.topic, 'mark.topic'),
      partition: whole(mark.partition, 'mark.partition'),
      offset: whole(mark.offset, 'mark.offset'),
    })),
    rows: whole(m.rows, 'rows'),
    sizeBytes: whole(m.sizeBytes, 'size_bytes'),
    sha256,
    profile: {
      dateFormat: m.profile.dateFormat ?? '',
      uniqueKey: m.profile.uniqueKey ?? false,
      rendererVersion: whole(m.profile.rendererVersion, 'renderer_version'),
    },
    objectKey: m.objectKey ?? '',
    openedAtMs: whole(m.openedAtMs, 'opened_at_ms'),
    closedAtMs: whole(m.closedAtMs, 'closed_at_ms'),
    rowsSha256,
  }
}

const revisionMade = (fileId: number, m: hydro.billing.v1.RevisionMade.$Properties): RevisionMade => ({
  kind: 'revision_made',
  fileId,
  revision: whole(m.revision, 'revision'),
  leftOutRows: (m.leftOutRows ?? []).map((row) => whole(row, 'left_out_rows')),
})

const attemptStarted = (fileId: number, m: hydro.billing.v1.AttemptStarted.$Properties): AttemptStarted => ({
  kind: 'attempt_started',
  fileId,
  revision: whole(m.revision, 'revision'),
  idempotencyKey: m.idempotencyKey ?? '',
  number: whole(m.number, 'number'),
  startedAtMs: whole(m.startedAtMs, 'started_at_ms'),
})
