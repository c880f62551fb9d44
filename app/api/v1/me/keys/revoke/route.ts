import { route } from '../../../../../../server/api/route.ts'
import { revokeKey } from '../../../../../../server/auth/revoke-key.ts'

export const dynamic = 'force-dynamic'

export const POST = route('revokeOwnKey', ({ actor, body }, { pool }) =>
  revokeKey(pool, actor.name, { id: body.id, ownerId: actor.userId, why: '' }),
)
