import { route } from '../../../../../server/api/route.ts'
import { askForSnapshot } from '../../../../../server/warehouse/ask-for-snapshot.ts'

export const dynamic = 'force-dynamic'

export const POST = route('takeSnapshot', ({ body, actor }, { pool }) => askForSnapshot(pool, actor.name, body.name))
