import { testChannel } from '../../../../../../server/alerts/test-channel.ts'
import { route } from '../../../../../../server/api/route.ts'

export const dynamic = 'force-dynamic'

export const POST = route('testAlertChannel', ({ actor, body }, { pool }) => testChannel(pool, actor.name, body.id))
