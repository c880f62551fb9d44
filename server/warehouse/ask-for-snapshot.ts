/** A person wants newer figures of a table: the archiver of the home site takes them. */
import type { SnapshotName } from '../../domain/warehouse.ts'
import { writeAudit } from '../desk/audit.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'

export const askForSnapshot = (pool: Pool, actor: string, name: SnapshotName): Promise<{ done: boolean }> =>
  inTransaction(pool, async (tx) => {
    await tx.query(
      `insert into archive_snapshot (name) values ($1) on conflict (name) do update set asked_at = now()`,
      [name],
    )
    await writeAudit(tx, { actor, action: 'warehouse.snapshot', subject: name, why: 'newer figures', detail: {} })
    return { done: true }
  })
