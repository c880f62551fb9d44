/**
 * Where a partition resumes (R4), as a pure decision: at the committed Kafka offset, never at "latest", and never over
 * a range that nobody processed.
 */
export type StartQuestion = {
  /** No row yet: a new partition, or an empty database, which replays by itself (R21). */
  readonly cursorIsNew: boolean
  readonly cursorNext: number
  /** The Kafka offset that the cursor row knows to be committed. */
  readonly cursorCommitted: number
  /** What the group holds; null without a commit. kafkajs itself may have written −2. */
  readonly groupCommitted: number | null
  readonly low: number
  readonly end: number
  /** Billing, dead-letter and retry topics: nothing may be missing from offset 0 on (R6). */
  readonly keepsEverything: boolean
  /** usage-relay: its ledger's `next` is where it resumes (R28). */
  readonly resumesAtCursor: boolean
  /** A rebuild from the log (R21) lags behind the group's old commit on purpose. */
  readonly rebuilding: boolean
}

export type Start =
  | { readonly from: number }
  | { readonly stop: 'lost_range'; readonly at: number; readonly lost: readonly [number, number] }
  | { readonly stop: 'database_behind_log'; readonly at: number; readonly committed: number }
  | { readonly stop: 'topic_made_anew'; readonly at: number; readonly end: number }

export const startOffset = (q: StartQuestion): Start => {
  if (q.cursorIsNew) {
    if (q.keepsEverything && q.low > 0) return { stop: 'lost_range', at: 0, lost: [0, q.low] }
    return { from: q.low }
  }
  // While a rebuild lags behind the group's old commit, only what the cursor row knows to be committed is true.
  const committed = q.rebuilding ? q.cursorCommitted : (q.groupCommitted ?? q.cursorCommitted)
  if (committed < 0) return { stop: 'lost_range', at: q.cursorNext, lost: [q.cursorCommitted, q.cursorNext] }
  if (committed > q.cursorNext) return { stop: 'database_behind_log', at: q.cursorNext, committed }
  const from = q.resumesAtCursor ? q.cursorNext : Math.min(committed, q.cursorNext)
  if (from < q.low) return { stop: 'lost_range', at: from, lost: [from, q.low] }
  if (from > q.end || q.cursorNext > q.end) return { stop: 'topic_made_anew', at: q.cursorNext, end: q.end }
  return { from }
}
