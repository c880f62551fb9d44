import { route } from '../../../../../server/api/route.ts'
import { readQueries } from '../../../../../server/warehouse/saved-queries.ts'

export const dynamic = 'force-dynamic'

export const GET = route('queries', ({ actor }, { pool }) => readQueries(pool, actor.name))
