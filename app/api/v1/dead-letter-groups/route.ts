import { route } from '../../../../server/api/route.ts'
import { listDeadLetterGroups } from '../../../../server/queries/dead-letter-groups.ts'

export const dynamic = 'force-dynamic'

export const GET = route('deadLetterGroups', ({ query }, { pool }) => listDeadLetterGroups(pool, query))
