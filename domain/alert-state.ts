/**
 * From "it holds just now" to "someone is told", without flapping: it fires when it held for as long as its rule says, and
 * is resolved when it did not hold for a minute; each is told once. Pure.
 */
export type AlertState = 'pending' | 'firing'
export type OpenAlert = {
  readonly state: AlertState
  readonly trueSinceMs: number
  readonly lastTrueMs: number
}

/** What is gone for a shorter time was never gone. */
export const CLEAR_MS = 60_000
/** A pending one may miss two looks. */
export const PENDING_GRACE_MS = 25_000

export type Step =
  | { readonly to: 'nothing' }
  | { readonly to: 'dropped' }
  | { readonly to: 'resolved' }
  | { readonly to: AlertState; readonly alert: OpenAlert; readonly isNews: boolean }

export const step = (open: OpenAlert | null, holds: boolean, nowMs: number, forSeconds: number): Step => {
  if (!open) {
    if (!holds) return { to: 'nothing' }
    const state = forSeconds <= 0 ? 'firing' : 'pending'
    return { to: state, alert: { state, trueSinceMs: nowMs, lastTrueMs: nowMs }, isNews: state === 'firing' }
  }
  if (!holds) {
    const goneMs = nowMs - open.lastTrueMs
    if (open.state === 'pending')
      return goneMs > PENDING_GRACE_MS ? { to: 'dropped' } : { to: 'pending', alert: open, isNews: false }
    return goneMs >= CLEAR_MS ? { to: 'resolved' } : { to: 'firing', alert: open, isNews: false }
  }
  const isDue = nowMs - open.trueSinceMs >= forSeconds * 1000
  const state = open.state === 'firing' || isDue ? 'firing' : 'pending'
  return { to: state, alert: { ...open, state, lastTrueMs: nowMs }, isNews: state !== open.state }
}
