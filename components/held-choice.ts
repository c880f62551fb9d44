import { useState } from 'react'

/**
 * What is being read of a list that changes by itself: the one that was asked for, else the one that was shown until now,
 * though another is the first by now, or this one is gone from the list. A new `scope` (a filter) begins anew; while its
 * answer is still that of the scope before (`isOfBefore`), nothing of it is held.
 */
export const useHeldChoice = <T>(
  items: readonly T[] | undefined,
  keyOf: (item: T) => string,
  asked: T | undefined,
  { scope, isOfBefore }: { scope: string; isOfBefore: boolean },
): T | undefined => {
  const [held, setHeld] = useState<{ scope: string; item: T }>()
  const before = held?.scope === scope ? held.item : undefined
  const chosen = asked ?? (before && (items?.find((item) => keyOf(item) === keyOf(before)) ?? before)) ?? items?.[0]
  if (chosen && !isOfBefore && (held?.scope !== scope || held.item !== chosen)) setHeld({ scope, item: chosen })
  return chosen
}
