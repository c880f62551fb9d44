import { route } from '../../../../../server/api/route.ts'
import { changePassword } from '../../../../../server/auth/change-password.ts'
import { addressOf } from '../../../../../server/auth/sign-in.ts'

export const dynamic = 'force-dynamic'

export const POST = route('changePassword', ({ actor, headers, body }, { pool }) =>
  changePassword(pool, actor, addressOf(headers), body),
)
