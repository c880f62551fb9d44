import { route } from '../../../../server/api/route.ts'
import { listAudit } from '../../../../server/queries/audit-log.ts'

export const dynamic = 'force-dynamic'

export const GET = route('audit', ({ query }, { pool }) => listAudit(pool, query))
