import { saveChannel } from '../../../../../../server/alerts/save-channel.ts'
import { route } from '../../../../../../server/api/route.ts'

export const dynamic = 'force-dynamic'

export const POST = route('saveAlertChannel', ({ actor, body }, { pool }) => saveChannel(pool, actor.name, body))
