import { route } from '../../../../../server/api/route.ts'
import { readLagPartition } from '../../../../../server/queries/lag-partition.ts'

export const dynamic = 'force-dynamic'

export const GET = route('lagPartition', ({ query }, { pool }) => readLagPartition(pool, query))
