import { route } from '../../../../../server/api/route.ts'
import { readDeadLetter } from '../../../../../server/queries/dead-letter-detail.ts'

export const dynamic = 'force-dynamic'

export const GET = route('deadLetter', ({ params }, { pool, hydro }) => readDeadLetter(pool, hydro(), params.id))
