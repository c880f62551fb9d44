import { route } from '../../../../server/api/route.ts'
import { readLatencySteps } from '../../../../server/queries/latency-steps.ts'

export const dynamic = 'force-dynamic'

export const GET = route('latency', ({ query }, { pool }) => readLatencySteps(pool, query))
