import { route } from '../../../../../server/api/route.ts'
import { releaseLineItems } from '../../../../../server/desk/release-line-items.ts'

export const dynamic = 'force-dynamic'

export const POST = route('releaseLineItems', ({ actor, body }, { pool, hydro }) =>
  releaseLineItems(pool, hydro, actor.name, body),
)
