import { route } from '../../../../../server/api/route.ts'
import { KEYS_PER_USER_MAX } from '../../../../../server/limits.ts'
import { listKeys } from '../../../../../server/queries/keys.ts'

export const dynamic = 'force-dynamic'

export const GET = route('ownKeys', ({ actor }, { pool }) =>
  listKeys(pool, { userId: actor.userId, limit: KEYS_PER_USER_MAX }),
)
