import { route } from '../../../../../../server/api/route.ts'
import { recordLook } from '../../../../../../server/desk/record-look.ts'
import { readTopicMessages } from '../../../../../../server/queries/topic-messages.ts'

export const dynamic = 'force-dynamic'

export const GET = route('topicMessages', async ({ params, query, actor }, { pool, hydro }) => {
  await recordLook(pool, actor.name, { topic: params.topic, ...query }, query.after !== undefined)
  return readTopicMessages(hydro(), params.topic, query)
})
