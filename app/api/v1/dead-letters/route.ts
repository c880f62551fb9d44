import { route } from '../../../../server/api/route.ts'
import { listDeadLetters } from '../../../../server/queries/dead-letters.ts'
import { homeOf } from '../../../../server/queries/home.ts'

export const dynamic = 'force-dynamic'

export const GET = route('deadLetters', async ({ query }, context) =>
  listDeadLetters(context.pool, await homeOf(context), query),
)
