import { route } from '../../../../server/api/route.ts'
import { readPipeline } from '../../../../server/queries/read-pipeline.ts'

export const dynamic = 'force-dynamic'

export const GET = route('pipeline', (_, context) => readPipeline(context))
