/**
 * Claims line items in one transaction (R10, R11): first claim wins, releases decide again exactly once, and what is
 * left over is judged beside what is recorded. Gives one outcome per record, in the order of the records.
 */
import { judge, type Verdict } from '../../domain/claim.ts'
import { uuidText } from '../../domain/line-item-id.ts'
import type { Client } from '../postgres/pool.ts'
import type { Incoming } from './incoming.ts'
import { newConflicts, newDuplicates } from './known-repeats.ts'
import {
  byId,
  insertClaims,
  type Proposed,
  type RecordedRow,
  type Ruling,
  readRows,
  supersede,
} from './line-item-rows.ts'
import type { RecentIds } from './recent-ids.ts'

export type Outcome = {
  readonly incoming: Incoming
  readonly verdict: 'claimed' | Verdict
  /** The decision to emit: of `claimed`, `replay` and `release`. */
  readonly ruling: Ruling | null
  /** It undid a rejection, which was counted. */
  readonly isRelease?: true
}

export type Candidate = Proposed & {
  /** `log`: the decision was read from the log, and put back (R21). `none`: the log says it was left out. */
  readonly known: 'no' | 'log' | 'none'
}

/** One outcome per candidate, at the candidate's place. */
type Outcomes = Outcome[]
type Placed = { readonly candidate: Candidate; readonly place: number }

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
  const released = new Set<string>()
  const again: Proposed[] = []
  const first: Placed[] = []
  const beside: Placed[] = []
  for (let place = 0; place < candidates.length; place++) {
    const candidate = candidates[place]!
    const { incoming, known, ruling } = candidate
    const id = incoming.releases !== null && known === 'no' ? uuidText(incoming.item.lineItemId) : ''
    const row = id === '' ? undefined : locked.get(id)
    if (known === 'log') {
      const isRelease = ruling.attempt > 1 && ({ isRelease: true } as const)
      outcomes[place] = { incoming, verdict: 'claimed', ruling, ...isRelease }
    } else if (known === 'none') beside.push({ candidate, place })
    else if (!row) first.push({ candidate, place })
    else {
      const verdict = released.has(id) ? 'stale_release' : judge(row, incoming)
      if (verdict !== 'release') {
        outcomes[place] = { incoming, verdict, ruling: verdict === 'replay' ? row.ruling : null }
        continue
      }
      released.add(id)
      const decided = { ...ruling, attempt: row.attempt + 1 }
      again.push({ incoming, ruling: decided })
      outcomes[place] = { incoming, verdict, ruling: decided, isRelease: true }
    }
  }
  await supersede(tx, again.sort(byId))

  // Twice in one batch: the first one claims, the rest is judged beside it.
  first.sort(
    (a, b) => byId(a.candidate, b.candidate) || a.candidate.incoming.claim.offset - b.candidate.incoming.claim.offset,
  )
  const unique: Placed[] = []
  for (const one of first) {
    const before = unique.at(-1)?.candidate.incoming
    const { incoming } = one.candidate
    if (before?.idTimeMs === incoming.idTimeMs && before.item.lineItemId.equals(incoming.item.lineItemId))
      beside.push(one)
    else unique.push(one)
  }
  const taken = await insertClaims(
    tx,
    unique.map(({ candidate }) => candidate),
    recent,
  )
  for (let at = 0; at < unique.length; at++) {
    const { candidate, place } = unique[at]!
    if (taken.has(at)) beside.push(unique[at]!)
    else outcomes[place] = { incoming: candidate.incoming, verdict: 'claimed', ruling: candidate.ruling }
  }

  if (beside.length > 0) await judgeBeside(tx, beside, outcomes)
  return outcomes
}

const judgeBeside = async (tx: Client, beside: readonly Placed[], outcomes: Outcomes): Promise<void> => {
  const rows = await readRows(
    tx,
    beside.map(({ candidate }) => uuidText(candidate.incoming.item.lineItemId)),
    false,
  )
  for (const { candidate, place } of beside) {
    const { incoming, known } = candidate
    const row = rows.get(uuidText(incoming.item.lineItemId))
    if (!row && known !== 'none')
      throw new Error('a line item that was there is gone: line_item rows are never deleted')
    // `none`: what claimed it may not have been sent, and is decided again; but the log says that this one was left out.
    const verdict = row ? judge(row, incoming) : 'duplicate'
    outcomes[place] = { incoming, verdict, ruling: verdict === 'replay' ? (row as RecordedRow).ruling : null }
  }
  await passOverKnown(tx, beside, outcomes)
}

/** The relay may deliver a duplicate or a conflict again, too: each is counted once, by its origin. */
const passOverKnown = async (tx: Client, beside: readonly Placed[], outcomes: Outcomes): Promise<void> => {
  const inOrder = beside.map(({ place }) => place).sort((a, b) => a - b)
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
export const repeatDecisions = (incoming: readonly Incoming[], rows: ReadonlyMap<string, RecordedRow>): Outcome[] =>
  incoming.map((one) => {
    const row = rows.get(uuidText(one.item.lineItemId))
    const isOwn = row !== undefined && judge(row, one) === 'replay'
    return { incoming: one, verdict: isOwn ? 'replay' : 'redelivery', ruling: isOwn ? row.ruling : null }
  })
