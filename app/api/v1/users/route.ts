import { route } from '../../../../server/api/route.ts'
import { listUsers } from '../../../../server/queries/users.ts'

export const dynamic = 'force-dynamic'

export const GET = route('users', ({ query }, { pool }) => listUsers(pool, query))
