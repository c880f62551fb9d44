import { route } from '../../../../../../server/api/route.ts'
import { removeQuery } from '../../../../../../server/warehouse/saved-queries.ts'

export const dynamic = 'force-dynamic'

export const POST = route('removeQuery', ({ body, actor }, { pool }) => removeQuery(pool, actor.name, body.id))
