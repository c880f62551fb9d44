/** Tells this one no more. */
import type { AlertAnswer } from '../../domain/api/alerts.ts'
import { notFound } from '../api/problem.ts'
import { writeAudit } from '../desk/audit.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'

const DELETE = `delete from alert_channel where id = $1 returning kind, target`

export const deleteChannel = (pool: Pool, actor: string, id: string): Promise<AlertAnswer> =>
  inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ kind: string; target: string }>(DELETE, [id])
    const gone = rows[0]
    if (!gone) throw notFound('There is no such channel.')
    const auditId = await writeAudit(tx, {
      actor,
      action: 'remove an alert channel',
      subject: `${gone.kind} ${gone.target}`,
      why: '',
      detail: { id, ...gone },
    })
    return { id, words: `${gone.target} is told nothing more.`, auditId }
  })
