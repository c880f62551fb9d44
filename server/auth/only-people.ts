/** What only a person at a page may do: a leaked key must not make itself another key, or keep its owner out. */
import { ApiProblem } from '../api/problem.ts'
import type { Actor } from './who-asks.ts'

/** @returns the id of the session that asks */
export const onlyPeople = (actor: Actor, why: string): string => {
  if ('session' in actor.by) return actor.by.session
  throw new ApiProblem('not_allowed', `${why} Nothing was done: sign in at the dashboard for this.`)
}
