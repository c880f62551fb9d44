/** Deletes a rule with its alerts; a rule of day one is switched off instead. */
import type { AlertAnswer } from '../../domain/api/alerts.ts'
import { ApiProblem, notFound } from '../api/problem.ts'
import { writeAudit } from '../desk/audit.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'

const DELETE = `delete from alert_rule where id = $1 and not is_default returning kind, parameters`
const EXISTS = `select 1 from alert_rule where id = $1`

export const deleteRule = (pool: Pool, actor: string, id: string): Promise<AlertAnswer> =>
  inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ kind: string; parameters: unknown }>(DELETE, [id])
    const gone = rows[0]
    if (!gone) {
      if ((await tx.query(EXISTS, [id])).rowCount)
        throw new ApiProblem('conflict', 'A rule of day one is not deleted: switch it off.')
      throw notFound('There is no such rule.')
    }
    const detail = { id, ...gone }
    const auditId = await writeAudit(tx, {
      actor,
      action: 'delete an alert rule',
      subject: `rule ${id}`,
      why: '',
      detail,
    })
    return { id, words: 'The rule is gone, with its alerts.', auditId }
  })
