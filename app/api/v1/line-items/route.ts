import { route } from '../../../../server/api/route.ts'
import { keptFrom } from '../../../../server/queries/dropped-month.ts'
import { lineItemsOfEvent } from '../../../../server/queries/line-items.ts'

export const dynamic = 'force-dynamic'

export const GET = route('lineItems', async ({ query }, { pool }) => {
  const items = await lineItemsOfEvent(pool, query.eventId)
  const kept = items.length > 0 ? null : await keptFrom(pool)
  return { items, nextCursor: null, keptFrom: kept?.toISOString() ?? null }
})
