import { route } from '../../../../../server/api/route.ts'
import { createUser } from '../../../../../server/auth/create-user.ts'

export const dynamic = 'force-dynamic'

export const POST = route('createUser', ({ actor, body }, { pool }) => createUser(pool, actor.name, body))
