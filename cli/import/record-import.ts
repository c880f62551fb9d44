/** The table of imports: what came in before, and what this import is. */
import type pg from 'pg'

export type FormerImport = { readonly fileName: string; readonly completedAt: Date; readonly rows: number }

const SAME_FILE = `select file_name as "fileName", completed_at as "completedAt", rows::text as rows
  from usage_import where file_sha256 = $1 and completed_at is not null order by completed_at desc limit 1`

/** Days of the file's organizations that came in with rows of another identity, so that they would count twice. */
const OTHER_LAYOUT = `with mine as (select distinct organization, day from import_row)
  select u.layout, u.file_name as "fileName", count(distinct d.day)::int as days,
         min(d.day)::text as "firstDay", max(d.day)::text as "lastDay", count(distinct d.organization)::int as organizations
  from mine m
  join usage_import_day d on d.organization = m.organization and d.day = m.day
  join usage_import u on u.id = d.import_id
  where u.layout <> $1
  group by u.id, u.layout, u.file_name order by u.id desc limit 10`

const INSERT = `insert into usage_import (file_name, file_sha256, layout, site, rows, skipped_rows, first_day, last_day, actor)
  select $1, $2, $3, $4, $5, $6, min(day), max(day), $7 from import_row returning id::text`

const INSERT_DAYS = `insert into usage_import_day (import_id, organization, day, rows)
  select $1, organization, day, count(*) from import_row group by organization, day`

const AUDIT = `insert into audit_log (actor, action, subject, reason, detail) values ($1, 'import', $2, '', $3)`

export type Overlap = {
  readonly layout: string
  readonly fileName: string
  readonly days: number
  readonly firstDay: string
  readonly lastDay: string
  readonly organizations: number
}

export const sameFile = async (client: pg.ClientBase, sha256: Buffer): Promise<FormerImport | undefined> => {
  const { rows } = await client.query<{ fileName: string; completedAt: Date; rows: string }>(SAME_FILE, [sha256])
  const found = rows[0]
  return found && { ...found, rows: Number(found.rows) }
}

export const otherLayouts = async (client: pg.ClientBase, layout: string): Promise<Overlap[]> =>
  (await client.query<Overlap>(OTHER_LAYOUT, [layout])).rows

export type NewImport = {
  readonly fileName: string
  readonly sha256: Buffer
  readonly layout: string
  readonly site: string
  readonly rows: number
  readonly skippedRows: number
  readonly actor: string
}

/** Before the first event is sent, so that an import that stops on the way leaves its trace. Returns its id. */
export const startImport = async (client: pg.ClientBase, made: NewImport): Promise<string> => {
  const { fileName, sha256, layout, site, rows, skippedRows, actor } = made
  await client.query('begin')
  try {
    const inserted = await client.query<{ id: string }>(INSERT, [
      fileName,
      sha256,
      layout,
      site,
      rows,
      skippedRows,
      actor,
    ])
    const id = inserted.rows[0]!.id
    await client.query(INSERT_DAYS, [id])
    await client.query(AUDIT, [
      actor,
      fileName,
      { import: id, layout, site, rows, skippedRows, sha256: sha256.toString('hex') },
    ])
    await client.query('commit')
    return id
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

export const completeImport = async (client: pg.ClientBase, id: string): Promise<void> => {
  await client.query('update usage_import set completed_at = now() where id = $1', [id])
}
