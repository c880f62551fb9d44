import { route } from '../../../../../server/api/route.ts'
import { resumeProcessor } from '../../../../../server/desk/resume-processor.ts'

export const dynamic = 'force-dynamic'

export const POST = route('resumeProcessor', ({ actor, body }, { pool }) => resumeProcessor(pool, actor.name, body))
