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

export const claimLineItems = async (tx: Client, candidates: readonly Candidate[]): Promise<Outcome[]> => {
  const outcomes = new Map<Incoming, Outcome>()
  const releases = candidates.filter((c) => c.incoming.releases !== null && c.known === 'no')
  const locked = await readRows(
    tx,
    releases.map((c) => uuidText(c.incoming.item.lineItemId)),
    true,
  )
  const released = new Set<string>()
  const again: Proposed[] = []
  const first: Candidate[] = []
  const beside: Candidate[] = []
  for (const c of candidates) {
    const id = c.incoming.releases !== null && c.known === 'no' ? uuidText(c.incoming.item.lineItemId) : ''
    const row = locked.get(id)
    if (c.known === 'log') {
      const isRelease = c.ruling.attempt > 1 && ({ isRelease: true } as const)
      outcomes.set(c.incoming, { incoming: c.incoming, verdict: 'claimed', ruling: c.ruling, ...isRelease })
    } else if (c.known === 'none') beside.push(c)
    else if (!row) first.push(c)
    else {
      const verdict = released.has(id) ? 'stale_release' : judge(row, c.incoming)
      if (verdict !== 'release') {
        outcomes.set(c.incoming, { incoming: c.incoming, verdict, ruling: verdict === 'replay' ? row.ruling : null })
        continue
      }
      released.add(id)
      const ruling = { ...c.ruling, attempt: row.attempt + 1 }
      again.push({ incoming: c.incoming, ruling })
      outcomes.set(c.incoming, { incoming: c.incoming, verdict, ruling, isRelease: true })
    }
  }
  await supersede(tx, again.sort(byId))

  // Twice in one batch: the first one claims, the rest is judged beside it.
  first.sort((a, b) => byId(a, b) || a.incoming.claim.offset - b.incoming.claim.offset)
  const unique: Candidate[] = []
  for (const c of first) {
    const before = unique.at(-1)
    if (before?.incoming.item.lineItemId.equals(c.incoming.item.lineItemId)) beside.push(c)
    else unique.push(c)
  }
  const taken = await insertClaims(tx, unique)
  for (const c of unique)
    if (taken.size > 0 && taken.has(uuidText(c.incoming.item.lineItemId))) beside.push(c)
    else outcomes.set(c.incoming, { incoming: c.incoming, verdict: 'claimed', ruling: c.ruling })

  if (beside.length > 0) await judgeBeside(tx, beside, outcomes)
  return candidates.map((c) => outcomes.get(c.incoming)!)
}

const judgeBeside = async (
  tx: Client,
  beside: readonly Candidate[],
  outcomes: Map<Incoming, Outcome>,
): Promise<void> => {
  const rows = await readRows(
    tx,
    beside.map((c) => uuidText(c.incoming.item.lineItemId)),
    false,
  )
  for (const c of beside) {
    const { incoming } = c
    const row = rows.get(uuidText(incoming.item.lineItemId))
    if (!row && c.known !== 'none')
      throw new Error('a line item that was there is gone: line_item rows are never deleted')
    // `none`: what claimed it may not have been sent, and is decided again; but the log says that this one was left out.
    const verdict = row ? judge(row, incoming) : 'duplicate'
    outcomes.set(incoming, { incoming, verdict, ruling: verdict === 'replay' ? (row as RecordedRow).ruling : null })
  }
  await passOverKnown(tx, outcomes)
}

/** The relay may deliver a duplicate or a conflict again, too: each is counted once, by its origin. */
const passOverKnown = async (tx: Client, outcomes: Map<Incoming, Outcome>): Promise<void> => {
  const of = (verdict: Verdict) => [...outcomes.values()].filter((o) => o.verdict === verdict).map((o) => o.incoming)
  const duplicates = await newDuplicates(tx, of('duplicate'))
  const conflicts = await newConflicts(tx, of('conflict'))
  for (const { incoming, verdict } of [...outcomes.values()])
    if ((verdict === 'duplicate' && !duplicates.has(incoming)) || (verdict === 'conflict' && !conflicts.has(incoming)))
      outcomes.set(incoming, { incoming, verdict: 'redelivery', ruling: null })
}

/** Below the cursor nothing new is decided: only decisions made by these very claims are repeated. */
export const repeatDecisions = (incoming: readonly Incoming[], rows: ReadonlyMap<string, RecordedRow>): Outcome[] =>
  incoming.map((one) => {
    const row = rows.get(uuidText(one.item.lineItemId))
    const isOwn = row !== undefined && judge(row, one) === 'replay'
    return { incoming: one, verdict: isOwn ? 'replay' : 'redelivery', ruling: isOwn ? row.ruling : null }
  })
