import { route } from '../../../../../../server/api/route.ts'
import { exportUsage } from '../../../../../../server/queries/export-usage.ts'

export const dynamic = 'force-dynamic'

export const GET = route('exportAccountUsage', ({ params, query }, { pool }) => exportUsage(pool, params.id, query))
