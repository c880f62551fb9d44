import { route } from '../../../../../../server/api/route.ts'
import { readAccountUsage } from '../../../../../../server/queries/account-usage.ts'

export const dynamic = 'force-dynamic'

export const GET = route('accountUsage', ({ params, query }, { pool }) => readAccountUsage(pool, params.id, query))
