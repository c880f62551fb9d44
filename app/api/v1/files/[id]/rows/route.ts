import { route } from '../../../../../../server/api/route.ts'
import { listFileRows } from '../../../../../../server/queries/list-file-rows.ts'

export const dynamic = 'force-dynamic'

export const GET = route('fileRows', ({ params, query }, { pool }) => listFileRows(pool, params.id, query))
