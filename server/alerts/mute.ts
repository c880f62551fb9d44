/** Tells nobody for a while: of one thing, of a rule, or of everything. What fires is still shown. */
import type { AlertAnswer, MuteCommand } from '../../domain/api/alerts.ts'
import { notFound } from '../api/problem.ts'
import { writeAudit } from '../desk/audit.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'

const INSERT = `
  insert into alert_mute (rule_id, subject, until, reason, actor)
  select $1, $2, now() + make_interval(mins => $3), $4, $5
   where $1::bigint is null or exists (select 1 from alert_rule where id = $1)
  returning id::text as id, to_char(until at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as until`

export const mute = (pool: Pool, actor: string, command: MuteCommand): Promise<AlertAnswer> =>
  inTransaction(pool, async (tx) => {
    const { ruleId, subject, minutes, why } = command
    const { rows } = await tx.query<{ id: string; until: string }>(INSERT, [ruleId, subject, minutes, why, actor])
    const made = rows[0]
    if (!made) throw notFound('There is no such rule; nothing was muted.')
    const what = subject || (ruleId === null ? 'every alert' : `rule ${ruleId}`)
    const auditId = await writeAudit(tx, {
      actor,
      action: 'mute alerts',
      subject: what,
      why,
      detail: { ruleId, subject, minutes },
    })
    return { id: made.id, words: `Nobody is told of ${what} until ${made.until} UTC. It is still shown.`, auditId }
  })
