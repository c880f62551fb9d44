import type pg from 'pg'

/** Something happened to a file that moved no state. */
export const recordFileEvent = async (
  tx: pg.ClientBase | pg.Pool,
  event: { fileId: number; what: string; detail: Readonly<Record<string, unknown>>; actor: string },
): Promise<void> => {
  await tx.query('insert into csv_file_event (file_id, what, detail, actor) values ($1, $2, $3, $4)', [
    event.fileId,
    event.what,
    event.detail,
    event.actor,
  ])
}
