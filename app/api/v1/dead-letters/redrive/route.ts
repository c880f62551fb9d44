import { route } from '../../../../../server/api/route.ts'
import { redriveDeadLetters } from '../../../../../server/desk/redrive-dead-letters.ts'

export const dynamic = 'force-dynamic'

export const POST = route('redriveDeadLetters', ({ actor, body }, { pool }) =>
  redriveDeadLetters(pool, actor.name, body),
)
