import { route } from '../../../../server/api/route.ts'
import { listDuplicates } from '../../../../server/queries/duplicates.ts'

export const dynamic = 'force-dynamic'

export const GET = route('duplicates', ({ query }, { pool }) => listDuplicates(pool, query))
