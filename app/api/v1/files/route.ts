import { route } from '../../../../server/api/route.ts'
import { listFiles } from '../../../../server/queries/list-files.ts'

export const dynamic = 'force-dynamic'

export const GET = route('files', ({ query }, { pool }) => listFiles(pool, query))
