import { route } from '../../../../../server/api/route.ts'
import { disableUser } from '../../../../../server/auth/disable-user.ts'

export const dynamic = 'force-dynamic'

export const POST = route('disableUser', ({ actor, body }, { pool }) => disableUser(pool, actor.name, body))
