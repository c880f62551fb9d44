import { route } from '../../../../server/api/route.ts'
import { listTopics } from '../../../../server/queries/topics.ts'

export const dynamic = 'force-dynamic'

export const GET = route('topics', (_, { hydro }) => listTopics(hydro()))
