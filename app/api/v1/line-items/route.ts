import { route } from '../../../../server/api/route.ts'
import { lineItemsOfEvent } from '../../../../server/queries/line-items.ts'

export const dynamic = 'force-dynamic'

export const GET = route('lineItems', async ({ query }, { pool }) => ({
  items: await lineItemsOfEvent(pool, query.eventId),
  nextCursor: null,
}))
