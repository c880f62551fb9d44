import { route } from '../../../../server/api/route.ts'
import { readAlerts } from '../../../../server/queries/alerts.ts'

export const dynamic = 'force-dynamic'

export const GET = route('alerts', (_, { pool }) => readAlerts(pool))
