import { deleteRule } from '../../../../../../server/alerts/delete-rule.ts'
import { route } from '../../../../../../server/api/route.ts'

export const dynamic = 'force-dynamic'

export const POST = route('deleteAlertRule', ({ actor, body }, { pool }) => deleteRule(pool, actor.name, body.id))
