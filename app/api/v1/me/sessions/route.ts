import { route } from '../../../../../server/api/route.ts'
import { listOwnSessions } from '../../../../../server/queries/own-sessions.ts'

export const dynamic = 'force-dynamic'

export const GET = route('ownSessions', ({ actor }, { pool }) => listOwnSessions(pool, actor))
