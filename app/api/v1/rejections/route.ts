import { route } from '../../../../server/api/route.ts'
import { readRejections } from '../../../../server/queries/rejections.ts'

export const dynamic = 'force-dynamic'

export const GET = route('rejections', ({ query }, { pool }) => readRejections(pool, query))
