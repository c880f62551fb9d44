import { route } from '../../../../../../server/api/route.ts'
import { saveQuery } from '../../../../../../server/warehouse/saved-queries.ts'

export const dynamic = 'force-dynamic'

export const POST = route('saveQuery', ({ body, actor }, { pool }) => saveQuery(pool, actor.name, body))
