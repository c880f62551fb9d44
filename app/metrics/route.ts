import { endpoints } from '../../domain/api/endpoints.ts'
import { route } from '../../server/api/route.ts'
import { readMetrics } from '../../server/queries/metrics.ts'

export const dynamic = 'force-dynamic'

export const GET = route(
  'metrics',
  async (_, { pool }) =>
    new Response(await readMetrics(pool), { headers: { 'content-type': endpoints.metrics.contentType as string } }),
)
