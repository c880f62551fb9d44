/** Who did what, when and why. */
import { z } from 'zod'
import { instant, int64, moment, pageOf, pageQuery, searchText } from './common.ts'

export const auditRow = z.object({
  id: int64,
  at: instant,
  /** An e-mail; `local` for who has the servers' own credentials; a worker's name; `unknown` for a failed sign-in. */
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  /** As they gave it. */
  reason: z.string(),
  detail: z.record(z.string(), z.unknown()),
})
export type AuditRow = z.infer<typeof auditRow>
const filters = {
  actor: searchText(254).optional(),
  action: searchText(100).optional(),
  /** Somewhere in the subject or the reason. */
  q: searchText(200).optional(),
  /** In [from, to). */
  from: moment.optional(),
  to: moment.optional(),
}
export const auditQuery = z.object({ ...pageQuery, ...filters })
export const auditAnswer = pageOf(auditRow)
export const auditExportQuery = z.object(filters)
/** Those that have a row, for the filters. */
export const auditNames = z.object({ actors: z.array(z.string()), actions: z.array(z.string()) })
export type AuditNames = z.infer<typeof auditNames>
