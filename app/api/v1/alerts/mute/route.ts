import { mute } from '../../../../../server/alerts/mute.ts'
import { route } from '../../../../../server/api/route.ts'

export const dynamic = 'force-dynamic'

export const POST = route('muteAlerts', ({ actor, body }, { pool }) => mute(pool, actor.name, body))
