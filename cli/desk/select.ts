/** What a person names (ids, a processor, a cause, a reason) as the selections that the API takes. */
import type { Answer, Body } from '../../domain/api/endpoints.ts'
import { PROCESSORS } from '../../domain/pipeline.ts'
import { REASON_NAMES, type Reason } from '../../domain/reasons.ts'
import type { Api } from '../api.ts'
import { CommandError, EXIT } from '../errors.ts'

export type LetterSelection = Body<'redriveDeadLetters'>['select']
export type ItemSelection = Body<'releaseLineItems'>['select']
type Group = Answer<'deadLetterGroups'>['items'][number]

/** Ids in one request of the API. */
const IDS_PER_REQUEST = 1_000
const GROUPS_MAX = 1_000
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const withLetters = PROCESSORS.filter((p) => 'deadLetter' in p).map((p) => p.name)

const inParts = <T>(list: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(list.length / IDS_PER_REQUEST) }, (_, i) =>
    list.slice(i * IDS_PER_REQUEST, (i + 1) * IDS_PER_REQUEST),
  )

type GroupFilter = { readonly processor?: string; readonly source?: string; readonly show?: 'open' | 'all' }

export const openGroups = async (api: Api, filter: GroupFilter = {}): Promise<Group[]> => {
  const groups: Group[] = []
  for (let cursor: string | undefined; groups.length < GROUPS_MAX; ) {
    const page = await api.get(
      'deadLetterGroups',
      {},
      {
        limit: 200,
        show: 'open',
        ...filter,
        ...(cursor && { cursor }),
      },
    )
    groups.push(...page.items)
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  return groups
}

export type LetterOptions = { readonly processor?: string; readonly reason?: string }

/** `--reason` is an error class (all its groups) or a fingerprint (one group). */
export const selectLetters = async (
  api: Api,
  ids: readonly string[],
  { processor, reason }: LetterOptions,
): Promise<LetterSelection[]> => {
  if (processor !== undefined && !(withLetters as readonly string[]).includes(processor)) {
    throw new CommandError(
      `No processor called ${processor} has dead letters. These have: ${withLetters.join(', ')}.`,
      EXIT.usage,
    )
  }
  if (ids.length > 0) {
    if (processor || reason) throw new CommandError('Give ids, or --processor and --reason, not both.', EXIT.usage)
    const wrong = ids.find((id) => !/^\d{1,18}$/.test(id))
    if (wrong) throw new CommandError(`"${wrong}" is no dead letter id; they are whole numbers.`, EXIT.usage)
    return inParts([...new Set(ids)]).map((part) => ({ ids: part }))
  }
  if (!processor && !reason) throw new CommandError('Say which: ids, --processor or --reason.', EXIT.usage)
  if (processor && !reason) return [{ processor }]
  const groups = (await openGroups(api, processor ? { processor } : {})).filter(
    (g) => g.errorClass === reason || g.fingerprint === reason,
  )
  if (groups.length === 0) {
    throw new CommandError(
      `No open dead letter has the error class or fingerprint "${reason}". See \`npm run hydro -- dead-letters\`.`,
    )
  }
  return groups.map((g) => ({ processor: g.processor, fingerprint: g.fingerprint }))
}

export type ItemOptions = { readonly reason?: string; readonly account?: string }

export const selectItems = (ids: readonly string[], { reason, account }: ItemOptions): ItemSelection[] => {
  if (ids.length > 0) {
    if (reason || account) throw new CommandError('Give ids, or --reason and --account, not both.', EXIT.usage)
    const wrong = ids.find((id) => !UUID.test(id))
    if (wrong) throw new CommandError(`"${wrong}" is no line item id; they are UUIDs.`, EXIT.usage)
    return inParts([...new Set(ids)]).map((part) => ({ ids: part }))
  }
  if (!reason) throw new CommandError(`Say which: ids, or --reason, one of ${REASON_NAMES.join(', ')}.`, EXIT.usage)
  if (!REASON_NAMES.includes(reason as Reason)) {
    throw new CommandError(`"${reason}" is no reason. The reasons are ${REASON_NAMES.join(', ')}.`, EXIT.usage)
  }
  if (account !== undefined && !/^\d{1,16}$/.test(account)) {
    throw new CommandError(`"${account}" is no account id; they are whole numbers.`, EXIT.usage)
  }
  return [{ reason: reason as Reason, ...(account && { accountId: account }) }]
}
