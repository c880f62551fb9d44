import { route } from '../../../../../../server/api/route.ts'
import { listAccountLineItems } from '../../../../../../server/queries/listed-line-items.ts'

export const dynamic = 'force-dynamic'

export const GET = route('accountLineItems', ({ params, query }, { pool }) =>
  listAccountLineItems(pool, params.id, query),
)
