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
  /** `lost` is empty, [x, x], when the log still has everything that the cursor needs. */
  | {
      readonly stop: 'lost_range'
      readonly at: number
      readonly lost: readonly [number, number]
      readonly committed: number | null
    }
  | { readonly stop: 'database_behind_log'; readonly at: number; readonly committed: number }
  | { readonly stop: 'topic_made_anew'; readonly at: number; readonly end: number }

export const startOffset = (q: StartQuestion): Start => {
  if (q.cursorIsNew) {
    if (q.keepsEverything && q.low > 0) return { stop: 'lost_range', at: 0, lost: [0, q.low], committed: null }
    return { from: q.low }
  }
  // While a rebuild lags behind the group's old commit, only what the cursor row knows to be committed is true.
  const committed = q.rebuilding ? q.cursorCommitted : (q.groupCommitted ?? q.cursorCommitted)
  if (committed < 0) {
    // kafkajs writes −2 by itself where the log no longer has its offset: what is gone begins at what we know of.
    const known = Math.min(q.cursorCommitted, q.cursorNext)
    return { stop: 'lost_range', at: q.cursorNext, lost: [known, Math.max(known, q.low)], committed }
  }
  if (committed > q.cursorNext) return { stop: 'database_behind_log', at: q.cursorNext, committed }
  const from = q.resumesAtCursor ? q.cursorNext : Math.min(committed, q.cursorNext)
  if (from < q.low) return { stop: 'lost_range', at: from, lost: [from, q.low], committed }
  if (from > q.end || q.cursorNext > q.end) return { stop: 'topic_made_anew', at: q.cursorNext, end: q.end }
  return { from }
}

export type NewEpoch = { readonly next: number; readonly from: number }

/**
 * Where a new epoch begins, once a person accepted a loss or a new topic (R4, R5): at the log's start. In the same
 * topic what was decided stays decided: what is left of it is repeated (`from`), and the cursor goes past the gap.
 */
export const newEpoch = (q: {
  readonly cursorNext: number
  readonly cursorCommitted: number
  readonly groupCommitted: number | null
  readonly low: number
  /** The log still has what the cursor stands on, or lost it at its start. */
  readonly isSameTopic: boolean
  /** Of the first record at or after the cursor, if there is one. */
  readonly firstAtCursor: number | undefined
}): NewEpoch => {
  if (!q.isSameTopic || q.cursorNext < q.low) return { next: q.low, from: q.low }
  const next = q.firstAtCursor ?? q.cursorNext
  const committed = q.groupCommitted !== null && q.groupCommitted >= 0 ? q.groupCommitted : q.cursorCommitted
  return { next, from: Math.min(Math.max(committed, q.low), next) }
}
