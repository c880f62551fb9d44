import { route } from '../../../../../server/api/route.ts'
import { runQuery } from '../../../../../server/warehouse/run-query.ts'

export const dynamic = 'force-dynamic'

export const POST = route('runQuery', ({ body, actor, signal }, context) => runQuery(context, actor.name, body, signal))
