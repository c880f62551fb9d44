/** Makes a rule or changes one. */
import { type Rule, readRule, ruleWords } from '../../domain/alert-rules.ts'
import type { AlertAnswer, SaveRuleCommand } from '../../domain/api/alerts.ts'
import { ApiProblem, notFound } from '../api/problem.ts'
import { writeAudit } from '../desk/audit.ts'
import { RULES_MAX } from '../limits.ts'
import { inTransaction, type Pool } from '../postgres/pool.ts'

const INSERT = `
  insert into alert_rule (kind, parameters, severity, for_seconds, enabled, changed_by)
  select $1, $2, $3, $4, $5, $6 where (select count(*) from alert_rule) < ${RULES_MAX} returning id::text as id`
const UPDATE = `
  update alert_rule set kind = $1, parameters = $2, severity = $3, for_seconds = $4, enabled = $5, changed_by = $6,
         changed_at = now()
   where id = $7 and (not is_default or kind = $1) returning id::text as id`

export const saveRule = async (pool: Pool, actor: string, command: SaveRuleCommand): Promise<AlertAnswer> => {
  const rule: Rule | undefined = readRule(command.kind, command.parameters)
  if (!rule)
    throw new ApiProblem(
      'invalid_request',
      `A rule ${command.kind} does not take these parameters. Nothing was changed.`,
      [{ in: 'body', field: 'parameters', message: `are not those of ${command.kind}` }],
    )
  return inTransaction(pool, async (tx) => {
    const values = [
      command.kind,
      JSON.stringify(rule.parameters),
      command.severity,
      command.forSeconds,
      command.enabled,
    ]
    const { rows } =
      command.id === undefined
        ? await tx.query<{ id: string }>(INSERT, [...values, actor])
        : await tx.query<{ id: string }>(UPDATE, [...values, actor, command.id])
    const id = rows[0]?.id
    if (id === undefined && command.id === undefined)
      throw new ApiProblem('conflict', `There are ${RULES_MAX} rules, which is the most. Delete one first.`)
    if (id === undefined) throw notFound('There is no such rule, or it is one of day one and keeps its kind.')
    const words = ruleWords(rule, command.forSeconds)
    const auditId = await writeAudit(tx, {
      actor,
      action: command.id === undefined ? 'make an alert rule' : 'change an alert rule',
      subject: `rule ${id}: ${words}`,
      why: '',
      detail: { ...command, id },
    })
    return { id, words: `${command.enabled ? 'Tells' : 'Switched off, would tell'} of: ${words}.`, auditId }
  })
}
