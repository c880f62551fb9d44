import { route } from '../../../../../server/api/route.ts'
import { withCookies } from '../../../../../server/api/with-cookies.ts'
import { signIn } from '../../../../../server/auth/sign-in.ts'

export const dynamic = 'force-dynamic'

export const POST = route('signIn', async ({ headers, body }, { pool, auth }) => {
  const { answer, cookies } = await signIn(pool, auth, headers, body)
  return withCookies(answer, cookies)
})
