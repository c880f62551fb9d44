import { route } from '../../../../../server/api/route.ts'
import { createKey } from '../../../../../server/auth/create-key.ts'
import { onlyPeople } from '../../../../../server/auth/only-people.ts'

export const dynamic = 'force-dynamic'

export const POST = route('createKey', ({ actor, body }, { pool }) => {
  onlyPeople(actor, 'A key makes no other key.')
  return createKey(pool, actor.name, body)
})
