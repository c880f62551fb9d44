import { route } from '../../../../server/api/route.ts'
import { readMe } from '../../../../server/queries/me.ts'

export const dynamic = 'force-dynamic'

export const GET = route('me', ({ actor }, { pool }) => readMe(pool, actor))
