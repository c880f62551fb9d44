import { route } from '../../../../../server/api/route.ts'
import { downloadQuery } from '../../../../../server/warehouse/download-query.ts'

export const dynamic = 'force-dynamic'

export const POST = route('downloadQuery', ({ body, actor, signal }, context) =>
  downloadQuery(context, actor.name, body, signal),
)
