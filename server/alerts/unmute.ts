/** Ends a mute before its time. What fired meanwhile and still does is told of at once by nobody: it is on the page. */
import type { AlertAnswer } from '../../domain/api/alerts.ts'
import { notFound } from '../api/problem.ts'
import { writeAudit } from '../desk/audit.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'

const END = `delete from alert_mute where id = $1 and until > now() returning rule_id as "ruleId", subject, reason`

export const unmute = (pool: Pool, actor: string, id: string): Promise<AlertAnswer> =>
  inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ ruleId: number | null; subject: string; reason: string }>(END, [id])
    const ended = rows[0]
    if (!ended) throw notFound('There is no such mute, or it is over.')
    const subject = ended.subject || (ended.ruleId === null ? 'every alert' : `rule ${ended.ruleId}`)
    const auditId = await writeAudit(tx, { actor, action: 'unmute alerts', subject, why: '', detail: { id, ...ended } })
    return { id, words: `People are told of ${subject} again.`, auditId }
  })
