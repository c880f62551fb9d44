import { route } from '../../../../../server/api/route.ts'
import { discardDeadLetters } from '../../../../../server/desk/discard-dead-letters.ts'

export const dynamic = 'force-dynamic'

export const POST = route('discardDeadLetters', ({ actor, body }, { pool }) =>
  discardDeadLetters(pool, actor.name, body),
)
