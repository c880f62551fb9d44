/**
 * Claims line items in one transaction (R10, R11): first claim wins, releases decide again exactly once, and what is
 * left over is judged beside what is recorded. Gives one outcome per record, in the order of the records.
 */
import { judge, type Verdict } from '../../domain/claim.ts'
import { uuidText } from '../../domain/line-item-id.ts'
import type { Client, Pool } from '../postgres/pool.ts'
import type { Incoming } from './incoming.ts'
import { newConflicts, newDuplicates } from './known-repeats.ts'
import {
  byId,
  insertClaims,
  type Proposed,
  type RecordedRow,
  type Ruling,
  readOwnRulings,
  readRows,
  supersede,
} from './line-item-rows.ts'
import type { RecentIds } from './recent-ids.ts'
import { type Counted, countedBefore, lostAttempts, type Repair } from './undone-attempts.ts'

export type Outcome = {
  readonly incoming: Incoming
  readonly verdict: 'claimed' | Verdict
  /** The decision to emit: of `claimed`, `replay` and `release`. */
  readonly ruling: Ruling | null
  /** It undid a decision, which was counted so. */
  readonly undoes?: Counted
}

export type Candidate = Proposed & {
  /** `log`: the decision was read from the log, and put back (R21). `none`: the log says it was left out. */
  readonly known: 'no' | 'log' | 'none'
}

/** One outcome per candidate, at the candidate's place. */
type Outcomes = Outcome[]
/** Indexes of candidates. */
type Places = number[]

export const claimLineItems = async (
  tx: Client,
  candidates: readonly Candidate[],
  recent: RecentIds,
): Promise<Outcome[]> => {
  const outcomes: Outcomes = new Array(candidates.length)
  const releases = candidates.filter((c) => c.incoming.releases !== null && c.known === 'no')
  const locked = await readRows(
    tx,
    releases.map((c) => uuidText(c.incoming.item.lineItemId)),
    true,
  )
  const lost = await lostAttempts(tx, repairsOf(releases, locked))
  const before = await countedBefore(
    tx,
    candidates.filter(({ known }) => known === 'log'),
  )
  const released = new Set<string>()
  const again: Proposed[] = []
  const first: Places = []
  const beside: Places = []
  for (let place = 0; place < candidates.length; place++) {
    const candidate = candidates[place]!
    const { incoming, known, ruling } = candidate
    const id = incoming.releases !== null && known === 'no' ? uuidText(incoming.item.lineItemId) : ''
    const row = id === '' ? undefined : locked.get(id)
    if (known === 'log') {
      outcomes[place] = { incoming, verdict: 'claimed', ruling, ...undoing(before.get(candidate)) }
    } else if (known === 'none') beside.push(place)
    else if (!row) first.push(place)
    else {
      const verdict = released.has(id) ? 'stale_release' : judge(row, incoming, lost.has(id))
      if (verdict !== 'release') {
        outcomes[place] = { incoming, verdict, ruling: verdict === 'replay' ? row.ruling : null }
        continue
      }
      released.add(id)
      const decided = { ...ruling, attempt: row.attempt + 1 }
      again.push({ incoming, ruling: decided })
      const undoes = row.decision === 'rejected' ? 'rejected' : 'accepted'
      outcomes[place] = { incoming, verdict, ruling: decided, undoes }
    }
  }
  await supersede(tx, again.sort(byId))

  // Twice in one batch: the first one claims, the rest is judged beside it.
  first.sort((a, b) => byId(candidates[a]!, candidates[b]!) || a - b)
  const unique: Places = []
  for (const place of first) {
    const last = unique.at(-1)
    if (last !== undefined && byId(candidates[last]!, candidates[place]!) === 0) beside.push(place)
    else unique.push(place)
  }
  const taken = await insertClaims(
    tx,
    unique.map((place) => candidates[place]!),
    recent,
  )
  for (let nth = 0; nth < unique.length; nth++) {
    const place = unique[nth]!
    const { incoming, ruling } = candidates[place]!
    if (taken.has(nth)) beside.push(place)
    else outcomes[place] = { incoming, verdict: 'claimed', ruling }
  }

  if (beside.length > 0) await judgeBeside(tx, candidates, beside, outcomes)
  return outcomes
}

const undoing = (undoes: Counted | undefined) => undoes && { undoes }

const repairsOf = (releases: readonly Candidate[], locked: ReadonlyMap<string, RecordedRow>): Repair[] =>
  releases.flatMap(({ incoming }) => {
    const id = uuidText(incoming.item.lineItemId)
    const row = locked.get(id)
    if (!row || incoming.repairs === null) return []
    return [{ id, attempt: row.attempt, decidedBy: row.decidedBy, booksTo: incoming.repairs }]
  })

const judgeBeside = async (
  tx: Client,
  candidates: readonly Candidate[],
  beside: Places,
  outcomes: Outcomes,
): Promise<void> => {
  const idAt = (place: number): string => uuidText(candidates[place]!.incoming.item.lineItemId)
  const rows = await readRows(tx, beside.map(idAt), false)
  for (const place of beside) {
    const { incoming, known } = candidates[place]!
    const row = rows.get(idAt(place))
    if (!row && known !== 'none')
      throw new Error('a line item that was there is gone: line_item rows are never deleted')
    // `none`: what claimed it may not have been sent, and is decided again; but the log says that this one was left out.
    const verdict = row ? judge(row, incoming) : 'duplicate'
    outcomes[place] = { incoming, verdict, ruling: verdict === 'replay' ? (row as RecordedRow).ruling : null }
  }
  await passOverKnown(tx, beside, outcomes)
}

/** The relay may deliver a duplicate or a conflict again, too: each is counted once, by its origin. */
const passOverKnown = async (tx: Client, beside: Places, outcomes: Outcomes): Promise<void> => {
  const inOrder = beside.toSorted((a, b) => a - b)
  const of = (verdict: Verdict) =>
    inOrder.filter((place) => outcomes[place]!.verdict === verdict).map((place) => outcomes[place]!.incoming)
  const duplicates = await newDuplicates(tx, of('duplicate'))
  const conflicts = await newConflicts(tx, of('conflict'))
  for (const place of inOrder) {
    const { incoming, verdict } = outcomes[place]!
    if ((verdict === 'duplicate' && !duplicates.has(incoming)) || (verdict === 'conflict' && !conflicts.has(incoming)))
      outcomes[place] = { incoming, verdict: 'redelivery', ruling: null }
  }
}

/** Below the cursor nothing new is decided: only decisions made by these very claims are repeated. */
export const repeatDecisions = async (pool: Pool, incoming: readonly Incoming[]): Promise<Outcome[]> => {
  const own = await readOwnRulings(pool, incoming)
  return incoming.map((one, place) => {
    const ruling = own.get(place) ?? null
    return { incoming: one, verdict: ruling ? 'replay' : 'redelivery', ruling }
  })
}
