/** Writes the rules of day one where they are missing: at every start, so that a new release brings its new ones. */
import { DEFAULT_RULES } from '../../domain/alert-rules.ts'
import type { Pool } from '../postgres/pool.ts'

const INSERT = `
  insert into alert_rule (kind, parameters, severity, for_seconds, is_default) values ($1, $2, $3, $4, true)
  on conflict (kind) where is_default do nothing`

export const writeDefaultRules = async (pool: Pool): Promise<void> => {
  for (const rule of DEFAULT_RULES)
    await pool.query(INSERT, [rule.kind, JSON.stringify(rule.parameters), rule.severity, rule.forSeconds])
}
