/** Removes files that a compaction replaced, once readers with an older list have had their time. */
import { ARCHIVE_COMPACTED_FILES_MAX, ARCHIVE_REPLACED_KEPT_MS } from '../limits.ts'
import type { ObjectStore } from '../objects/object.ts'
import type { Pool } from '../postgres/pool.ts'

export const removeReplaced = async (
  pool: Pool,
  objects: ObjectStore,
  keptMs = ARCHIVE_REPLACED_KEPT_MS,
): Promise<number> => {
  const { rows } = await pool.query<{ id: number; object_key: string }>(
    `select f.id, f.object_key from archive_file f join archive_file whole on whole.id = f.replaced_by
      where f.state = 'replaced' and f.replaced_at < now() - $1 * interval '1 millisecond'
        and whole.state in ('written', 'replaced', 'removed')
      order by f.replaced_at limit $2`,
    [keptMs, ARCHIVE_COMPACTED_FILES_MAX],
  )
  for (const { object_key } of rows) await objects.remove(object_key)
  // After the objects: a crash between the two removes them once more, which is harmless.
  await pool.query(`update archive_file set state = 'removed' where id = any($1) and state = 'replaced'`, [
    rows.map(({ id }) => id),
  ])
  return rows.length
}
