import { route } from '../../../server/api/route.ts'
import { readReady } from '../../../server/queries/ready.ts'

export const dynamic = 'force-dynamic'

export const GET = route('ready', async (_, context) => {
  const ready = await readReady(context)
  return ready.status === 'ready'
    ? ready
    : Response.json(ready, { status: 503, headers: { 'cache-control': 'no-store' } })
})
