/** Who did what, when and why: one row per command, in the command's own transaction. */
import type { Client } from '../postgres/pool.ts'

export type Deed = {
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly why: string
  readonly detail: Record<string, unknown>
}

const INSERT = `insert into audit_log (actor, action, subject, reason, detail) values ($1, $2, $3, $4, $5) returning id::text as id`

export const writeAudit = async (tx: Client, deed: Deed): Promise<string> => {
  const { rows } = await tx.query<{ id: string }>(INSERT, [
    deed.actor,
    deed.action,
    deed.subject,
    deed.why,
    JSON.stringify(deed.detail),
  ])
  return rows[0]!.id
}
