import { route } from '../../../../server/api/route.ts'
import { findPlace } from '../../../../server/queries/find-place.ts'

export const dynamic = 'force-dynamic'

export const GET = route('place', ({ query }, { pool, hydro }) => findPlace(pool, hydro(), query))
