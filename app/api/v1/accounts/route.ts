import { route } from '../../../../server/api/route.ts'
import { listAccounts } from '../../../../server/queries/accounts.ts'

export const dynamic = 'force-dynamic'

export const GET = route('accounts', ({ query }, { pool }) => listAccounts(pool, query))
