import { route } from '../../../../../server/api/route.ts'
import { readLagHistory } from '../../../../../server/queries/lag-history.ts'

export const dynamic = 'force-dynamic'

export const GET = route('lagHistory', ({ query }, { pool }) => readLagHistory(pool, query))
