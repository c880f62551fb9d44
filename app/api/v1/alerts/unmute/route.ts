import { unmute } from '../../../../../server/alerts/unmute.ts'
import { route } from '../../../../../server/api/route.ts'

export const dynamic = 'force-dynamic'

export const POST = route('unmuteAlerts', ({ actor, body }, { pool }) => unmute(pool, actor.name, body.id))
