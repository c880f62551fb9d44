import { deleteChannel } from '../../../../../../server/alerts/delete-channel.ts'
import { route } from '../../../../../../server/api/route.ts'

export const dynamic = 'force-dynamic'

export const POST = route('deleteAlertChannel', ({ actor, body }, { pool }) => deleteChannel(pool, actor.name, body.id))
