import { route } from '../../../../../server/api/route.ts'
import { readAccount } from '../../../../../server/queries/accounts.ts'

export const dynamic = 'force-dynamic'

export const GET = route('account', ({ params }, { pool }) => readAccount(pool, params.id))
