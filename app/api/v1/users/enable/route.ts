import { route } from '../../../../../server/api/route.ts'
import { enableUser } from '../../../../../server/auth/enable-user.ts'

export const dynamic = 'force-dynamic'

export const POST = route('enableUser', ({ actor, body }, { pool }) => enableUser(pool, actor.name, body))
