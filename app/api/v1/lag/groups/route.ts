import { remember } from '../../../../../server/api/remember.ts'
import { route } from '../../../../../server/api/route.ts'
import { poolName } from '../../../../../server/queries/catalogue.ts'
import { readLagGroups } from '../../../../../server/queries/lag-groups.ts'

export const dynamic = 'force-dynamic'

/** Samples are 10 s apart: ten open pages cost as much as one. */
const KEPT_MS = 2_000

export const GET = route('lagGroups', (_, { pool }) =>
  remember(`${poolName(pool)} lag groups`, KEPT_MS, () => readLagGroups(pool)),
)
