/**
 * The states of a CSV file and the moves between them, as one table: workers, API, screens and tests read it, and a
 * move is compare-and-set in SQL (`server/files/move-file.ts`).
 *
 * open ─► closing ─► closed ─► balanced ─► submitting ─► submitted ─► imported
 *                      │  └──► quarantined        │           └─────► refused
 *                      └ (the bookkeeper may be     ├─► unknown (a person, or Zuora's answer, settles it)
 *                         faster than the builder)  └─► refused
 */
export const FILE_STATES = [
  'open', // rows are being added
  'closing', // its range is decided; rows, object and FileClosed may not all be out yet
  'closed', // the object is written and FileClosed acknowledged
  'balanced', // the books of the file are equal: it may go out
  'submitting', // an attempt is recorded; Zuora has not accepted it yet
  'submitted', // Zuora took the file and imports it
  'imported', // Zuora says Completed
  'refused', // Zuora refused it, finally; a revision may follow
  'unknown', // the outcome of an attempt is not known
  'quarantined', // the books differ: it does not leave
] as const
export type FileState = (typeof FILE_STATES)[number]

export const FILE_MOVES: Readonly<Record<FileState, readonly FileState[]>> = {
  open: ['closing'],
  closing: ['closed', 'balanced', 'quarantined', 'unknown'],
  closed: ['balanced', 'quarantined', 'unknown'],
  balanced: ['submitting', 'unknown'],
  submitting: ['submitted', 'refused', 'unknown', 'imported'],
  submitted: ['imported', 'refused', 'unknown'],
  unknown: ['submitting', 'submitted', 'imported', 'refused'],
  imported: [],
  refused: [],
  quarantined: ['closed'],
}

export const mayMove = (from: FileState, to: FileState): boolean => FILE_MOVES[from].includes(to)

/** States in which nothing more happens by itself and which the balance of money counts as done. */
export const isFinal = (state: FileState): boolean => FILE_MOVES[state].length === 0

/** `submitted` in the conservation equation of the contract: submitted or imported. */
export const countsAsSubmitted = (state: FileState): boolean => state === 'submitted' || state === 'imported'

/** Where one line item is, as the contract names it. */
export type LineItemState = 'rejected' | 'accepted' | 'in_file' | 'submitted' | 'imported' | 'set_aside'

export const lineItemState = (decision: Decision, file: FileState | null): LineItemState => {
  if (decision === 'rejected') return 'rejected'
  if (decision === 'set_aside') return 'set_aside'
  if (file === null) return 'accepted'
  if (file === 'imported') return 'imported'
  return file === 'submitted' ? 'submitted' : 'in_file'
}

export type Decision = 'accepted' | 'rejected' | 'set_aside'
/** Stored as smallint; a code never changes its meaning. */
export const DECISION_CODE: Readonly<Record<Decision, number>> = { accepted: 1, rejected: 2, set_aside: 3 }
export const decisionOfCode = (code: number): Decision => {
  const found = (Object.keys(DECISION_CODE) as Decision[]).find((d) => DECISION_CODE[d] === code)
  if (!found) throw new Error(`no decision has code ${code}`)
  return found
}
