import { route } from '../../../../../server/api/route.ts'
import { listRejectedLineItems } from '../../../../../server/queries/listed-line-items.ts'

export const dynamic = 'force-dynamic'

export const GET = route('rejectedLineItems', ({ query }, { pool }) => listRejectedLineItems(pool, query))
