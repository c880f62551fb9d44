import { route } from '../../../../../server/api/route.ts'
import { readFile } from '../../../../../server/queries/read-file.ts'

export const dynamic = 'force-dynamic'

export const GET = route('file', ({ params }, { pool }) => readFile(pool, params.id))
