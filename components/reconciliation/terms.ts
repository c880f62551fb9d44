import type { Equation } from '../../domain/api/reconciliation.ts'
import type { Days } from '../days.ts'
import { to } from '../paths.ts'

/** The places that an event may have, in the order of the contract's equation, each with the list behind it. */
export type Term = {
  readonly key: Exclude<keyof Equation, 'eventsIn' | 'difference'>
  readonly words: string
  readonly head: string
  readonly list: (at: Place, days: Days) => string
}
export type Place = { readonly site?: string; readonly topic?: string; readonly product?: string }

export const TERMS: readonly Term[] = [
  { key: 'submitted', words: 'submitted', head: 'Submitted', list: () => to.files({ state: 'imported' }) },
  { key: 'inFiles', words: 'in files, not yet submitted', head: 'In files', list: () => to.files() },
  { key: 'inFlight', words: 'in flight', head: 'In flight', list: () => to.lag() },
  {
    key: 'rejected',
    words: 'rejected, with a reason',
    head: 'Rejected',
    list: (at, days) => to.rejections({ ...at, ...(days.isToday ? {} : { from: days.from, to: days.to }) }),
  },
  {
    key: 'duplicates',
    words: 'duplicates',
    head: 'Duplicates',
    list: (at, days) => to.duplicates({ ...at, from: days.from, to: days.to }),
  },
  { key: 'deadLetters', words: 'dead letters', head: 'Dead letters', list: () => to.deadLetters() },
  { key: 'setAside', words: 'set aside', head: 'Set aside', list: () => to.files({ state: 'refused' }) },
]
