import { route } from '../../../../../server/api/route.ts'
import { readAuditNames } from '../../../../../server/queries/audit-log.ts'

export const dynamic = 'force-dynamic'

export const GET = route('auditNames', (_, { pool }) => readAuditNames(pool))
