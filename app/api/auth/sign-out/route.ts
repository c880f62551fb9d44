import { route } from '../../../../server/api/route.ts'
import { withCookies } from '../../../../server/api/with-cookies.ts'
import { signOut } from '../../../../server/auth/sign-out.ts'

export const dynamic = 'force-dynamic'

export const POST = route('signOut', async ({ headers, actor }, { pool, auth }) =>
  withCookies({ words: 'Signed out.' }, await signOut(pool, auth, headers, actor)),
)
