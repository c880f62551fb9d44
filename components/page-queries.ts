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
