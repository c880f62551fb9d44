import { FILE_STATES } from '../domain/file-states.ts'

/** What pages ask for at first: shared by the server's prefetch and the client, so that the keys are equal. */
export const NEWEST_FILES = { limit: 9 } as const
export const LEDGER_PAGE = 100
export const ROWS_PAGE = 200
export const ACCOUNTS_PAGE = 50
export const LETTERS_PAGE = 100

/** Files that are listed in the ledger unless a state is chosen: open ones are drawn above it. */
const CLOSED_STATES = FILE_STATES.filter((state) => state !== 'open').join(',')
export const ledgerQuery = (state: string | null, search: string) => ({
  state: FILE_STATES.find((known) => known === state) ?? CLOSED_STATES,
  q: search.trim() || undefined,
  limit: LEDGER_PAGE,
})
export const accountsQueryOf = (search: string) => ({ query: search.trim(), limit: ACCOUNTS_PAGE })

export const AUDIT_PAGE = 50
const DAY = /^\d{4}-\d\d-\d\d$/
/** `to` is the last day that is shown; the API takes the end, which is the day after. */
export const auditQueryOf = (view: Partial<Record<'actor' | 'action' | 'q' | 'from' | 'to', string>>) => ({
  actor: view.actor || undefined,
  action: view.action || undefined,
  q: view.q?.trim().slice(0, 200) || undefined,
  from: view.from && DAY.test(view.from) ? view.from : undefined,
  to: view.to && DAY.test(view.to) ? dayAfter(view.to) : undefined,
  limit: AUDIT_PAGE,
})
const dayAfter = (day: string): string | undefined => {
  const at = Date.parse(day)
  return Number.isNaN(at) ? undefined : new Date(at + 86_400_000).toISOString().slice(0, 10)
}
/** Line items of a list, of a customer or of a reason. */
export const ITEMS_PAGE = 50
