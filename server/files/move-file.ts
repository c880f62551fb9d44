import type pg from 'pg'
import { type FileState, mayMove } from '../../domain/file-states.ts'

export type Move = {
  fileId: number
  /** The states it may be in: the compare of compare-and-set. */
  from: readonly FileState[]
  to: FileState
  /** A short code of what happened, such as `zuora_accepted`; `detail.message` says it in words. */
  what: string
  detail: Readonly<Record<string, unknown>>
  /** A processor, or a person. */
  actor: string
}

/**
 * Moves a file if it is in one of the expected states, and writes what happened in the same statement. False when
 * another run was faster: that is the guard against a job that runs twice (R26), and never an error.
 */
export const moveFile = async (tx: pg.ClientBase, move: Move): Promise<boolean> => {
  for (const from of move.from)
    if (!mayMove(from, move.to))
      throw new Error(`A file never moves from ${from} to ${move.to} (domain/file-states.ts)`)
  const { rowCount } = await tx.query(MOVE, [move.fileId, move.from, move.to, move.what, move.detail, move.actor])
  return rowCount === 1
}

/** csv_file by its primary key. Times are the database's own: one clock for every process. */
const MOVE = `
  with before as (
    select id, state from csv_file where id = $1 and state = any($2::text[]) for update
  ), moved as (
    update csv_file f set
      state = $3::text,
      balanced_at = case when $3::text = 'balanced' then now() else f.balanced_at end,
      submitted_at = case when $3::text in ('submitted', 'imported') then coalesce(f.submitted_at, now()) else f.submitted_at end,
      imported_at = case when $3::text = 'imported' then now() else f.imported_at end
    from before where f.id = before.id
    returning f.id, before.state as was
  )
  insert into csv_file_event (file_id, what, detail, actor)
  select id, $4::text, jsonb_build_object('from', was, 'to', $3::text) || $5::jsonb, $6::text from moved`
