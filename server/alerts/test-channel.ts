/** Puts a test into the queue of what is told: it takes the same way as the real thing. */
import type { AlertAnswer } from '../../domain/api/alerts.ts'
import { notFound } from '../api/problem.ts'
import { writeAudit } from '../desk/audit.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'

const INSERT = `
  insert into alert_delivery (channel_id, what, body)
  select id, 'test', jsonb_build_object('what', 'test', 'title', 'A test of Hydrometer', 'detail', 'Nothing is wrong: ' || $2 || ' asked for this.',
                                        'rule', 'test', 'severity', severity, 'path', '/alerts')
    from alert_channel where id = $1
  returning id::text as id, (select target from alert_channel where id = $1) as target`

export const testChannel = (pool: Pool, actor: string, id: string): Promise<AlertAnswer> =>
  inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ id: string; target: string }>(INSERT, [id, actor])
    const asked = rows[0]
    if (!asked) throw notFound('There is no such channel.')
    const auditId = await writeAudit(tx, {
      actor,
      action: 'test an alert channel',
      subject: asked.target,
      why: '',
      detail: { id, delivery: asked.id },
    })
    return {
      id: asked.id,
      words: `A test goes to ${asked.target} within 5 s; what became of it is shown there.`,
      auditId,
    }
  })
