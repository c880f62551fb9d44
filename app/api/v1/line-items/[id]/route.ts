import { roleMay } from '../../../../../domain/roles.ts'
import { route } from '../../../../../server/api/route.ts'
import { readPassport } from '../../../../../server/queries/passport.ts'

export const dynamic = 'force-dynamic'

export const GET = route('lineItem', ({ params, actor }, { pool, hydro }) =>
  readPassport(pool, hydro, params.id, { payloads: roleMay(actor.role, 'payloads') }),
)
