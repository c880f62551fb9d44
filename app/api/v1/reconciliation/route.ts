import { route } from '../../../../server/api/route.ts'
import { reconcile, reconciledDays } from '../../../../server/queries/reconciliation.ts'

export const dynamic = 'force-dynamic'

export const GET = route('reconciliation', ({ query }, { pool, hydro }) => {
  const [from, to] = reconciledDays(query, new Date())
  return reconcile(pool, hydro, from, to)
})
