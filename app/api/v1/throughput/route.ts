import { route } from '../../../../server/api/route.ts'
import { readThroughput } from '../../../../server/queries/throughput.ts'

export const dynamic = 'force-dynamic'

export const GET = route('throughput', ({ query }, { pool }) => readThroughput(pool, query))
