/** A person wants newer figures of a table: the archiver of the home site takes them. */
import type { SnapshotName } from '../../domain/warehouse.ts'
import { writeAudit } from '../desk/audit.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'

const LOCK_NOT_AVAILABLE = '55P03'

/** While one is being taken its row is locked: that one is new enough. */
export const askForSnapshot = async (pool: Pool, actor: string, name: SnapshotName): Promise<{ done: boolean }> => {
  try {
    return await inTransaction(pool, async (tx) => {
      await tx.query(`set local lock_timeout = '500ms'`)
      await tx.query(
        `insert into archive_snapshot (name) values ($1) on conflict (name) do update set asked_at = now()`,
        [name],
      )
      await writeAudit(tx, { actor, action: 'warehouse.snapshot', subject: name, why: 'newer figures', detail: {} })
      return { done: true }
    })
  } catch (error) {
    if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return { done: true }
    throw error
  }
}
