import { route } from '../../../../../server/api/route.ts'
import { resetPassword } from '../../../../../server/auth/reset-password.ts'

export const dynamic = 'force-dynamic'

export const POST = route('resetPassword', ({ actor, body }, { pool }) => resetPassword(pool, actor.name, body))
