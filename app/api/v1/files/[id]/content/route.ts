import { route } from '../../../../../../server/api/route.ts'
import { readFileContent } from '../../../../../../server/queries/file-content.ts'

export const dynamic = 'force-dynamic'

export const GET = route('fileContent', ({ params }, { pool, objects }) => readFileContent(pool, objects, params.id))
