import { route } from '../../../../../server/api/route.ts'
import { changeRole } from '../../../../../server/auth/change-role.ts'

export const dynamic = 'force-dynamic'

export const POST = route('changeRole', ({ actor, body }, { pool }) => changeRole(pool, actor.name, body))
