import { saveRule } from '../../../../../../server/alerts/save-rule.ts'
import { route } from '../../../../../../server/api/route.ts'

export const dynamic = 'force-dynamic'

export const POST = route('saveAlertRule', ({ actor, body }, { pool }) => saveRule(pool, actor.name, body))
