import { route } from '../../../server/api/route.ts'

export const dynamic = 'force-dynamic'

export const GET = route('health', async () => ({ status: 'alive', at: new Date().toISOString() }))
