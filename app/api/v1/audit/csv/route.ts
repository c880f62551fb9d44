import { endpoints } from '../../../../../domain/api/endpoints.ts'
import { route } from '../../../../../server/api/route.ts'
import { exportAudit } from '../../../../../server/queries/audit-log.ts'

export const dynamic = 'force-dynamic'

export const GET = route(
  'auditCsv',
  async ({ query }, { pool }) =>
    new Response(exportAudit(pool, query), {
      headers: {
        'content-type': endpoints.auditCsv.contentType as string,
        'content-disposition': 'attachment; filename="hydrometer-audit.csv"',
        'cache-control': 'no-store',
      },
    }),
)
