import { route } from '../../../../../server/api/route.ts'
import { recordLook } from '../../../../../server/desk/record-look.ts'
import { readDeadLetter } from '../../../../../server/queries/dead-letter-detail.ts'

export const dynamic = 'force-dynamic'

export const GET = route('deadLetter', async ({ params, actor }, { pool, hydro }) => {
  const letter = await readDeadLetter(pool, hydro(), params.id)
  if (letter.payload && letter.letter) await recordLook(pool, actor.name, letter.letter, true)
  return letter
})
