/** Files that Zuora does not take: what the Reading, the alerts and the ledger say of them. Pure. */
import type { Pipeline } from './api/pipeline.ts'
import { momentUtc, plural, sentence } from './words.ts'

/** How many, since when, why, and what comes next; null: none waits. */
export const zuoraWait = ({
  waitingForZuora: waits,
  at,
}: Pick<Pipeline, 'waitingForZuora' | 'at'>): { readonly title: string; readonly detail: string } | null => {
  if (waits === null) return null
  const why =
    waits.words === ''
      ? 'No try was made yet: zuora-submitter sends them when it runs.'
      : `The last try: ${sentence(waits.words)}`
  return {
    title: `${plural(waits.files, 'file waits', 'files wait')} for Zuora`,
    detail: `${plural(waits.rows, 'row')}, the first since ${momentUtc(waits.since, at)}. ${why} Each is sent again by itself, under its own key: nothing is billed twice.`,
  }
}
