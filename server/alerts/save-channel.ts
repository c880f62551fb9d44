/** Whom to tell: makes a channel or changes one. Its secret is never given out again, and is not in the audit log. */
import type { AlertAnswer, SaveChannelCommand } from '../../domain/api/alerts.ts'
import { ApiProblem, notFound } from '../api/problem.ts'
import { writeAudit } from '../desk/audit.ts'
import { CHANNELS_MAX } from '../limits.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'

const INSERT = `
  insert into alert_channel (kind, target, severity, enabled, secret, created_by)
  select $1, $2, $3, $4, coalesce($5, ''), $6 where (select count(*) from alert_channel) < ${CHANNELS_MAX} returning id::text as id`
const UPDATE = `
  update alert_channel set kind = $1, target = $2, severity = $3, enabled = $4, secret = coalesce($5, secret)
   where id = $6 returning id::text as id`

export const saveChannel = (pool: Pool, actor: string, command: SaveChannelCommand): Promise<AlertAnswer> =>
  inTransaction(pool, async (tx) => {
    const { kind, target, severity, enabled, secret } = command
    const values = [kind, target, severity, enabled, secret ?? null]
    const { rows } =
      command.id === undefined
        ? await tx.query<{ id: string }>(INSERT, [...values, actor])
        : await tx.query<{ id: string }>(UPDATE, [...values, command.id])
    const id = rows[0]?.id
    if (id === undefined && command.id === undefined)
      throw new ApiProblem('conflict', `There are ${CHANNELS_MAX} channels, which is the most. Remove one first.`)
    if (id === undefined) throw notFound('There is no such channel; nothing was changed.')
    const auditId = await writeAudit(tx, {
      actor,
      action: command.id === undefined ? 'add an alert channel' : 'change an alert channel',
      subject: `${kind} ${target}`,
      why: '',
      detail: { id, kind, target, severity, enabled },
    })
    return { id, words: `${target} is told of ${severity === 'page' ? 'pages' : 'pages and warnings'}.`, auditId }
  })
