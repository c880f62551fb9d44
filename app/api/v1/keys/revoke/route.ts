import { route } from '../../../../../server/api/route.ts'
import { revokeKey } from '../../../../../server/auth/revoke-key.ts'

export const dynamic = 'force-dynamic'

export const POST = route('revokeKey', ({ actor, body }, { pool }) =>
  revokeKey(pool, actor.name, { ...body, ownerId: null }),
)
