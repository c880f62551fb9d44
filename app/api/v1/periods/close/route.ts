import { route } from '../../../../../server/api/route.ts'
import { closePeriod } from '../../../../../server/desk/close-period.ts'

export const dynamic = 'force-dynamic'

export const POST = route('closePeriod', ({ actor, body }, { pool }) => closePeriod(pool, actor.name, body))
