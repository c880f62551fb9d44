import { route } from '../../../../server/api/route.ts'
import { readLag } from '../../../../server/queries/lag.ts'

export const dynamic = 'force-dynamic'

export const GET = route('lag', ({ query }, { pool }) => readLag(pool, query))
