import { route } from '../../../../server/api/route.ts'
import { listKeys } from '../../../../server/queries/keys.ts'

export const dynamic = 'force-dynamic'

export const GET = route('keys', ({ query }, { pool }) => listKeys(pool, query))
