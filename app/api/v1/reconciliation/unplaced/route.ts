import { route } from '../../../../../server/api/route.ts'
import { findUnplaced } from '../../../../../server/queries/unplaced-events.ts'

export const dynamic = 'force-dynamic'

export const GET = route('unplacedEvents', ({ query }, { pool, hydro }) => findUnplaced(pool, hydro(), query))
