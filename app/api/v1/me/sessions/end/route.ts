import { route } from '../../../../../../server/api/route.ts'
import { endSessions } from '../../../../../../server/auth/end-sessions.ts'

export const dynamic = 'force-dynamic'

export const POST = route('endSessions', ({ actor, body }, { pool }) => endSessions(pool, actor, body))
