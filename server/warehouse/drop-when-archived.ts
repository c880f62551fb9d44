/**
 * Drops months in one go: raises the horizon, waits until the archive has what the billing topics held then, proves it, and
 * drops. Who ends it meanwhile has lost nothing: the same call goes on where it was.
 */
import { DROP_WAIT_STEP_MS } from '../limits.ts'
import { type DropAsk, type DropDeps, dropMonths, missingOf } from './drop-months.ts'

export type WaitDeps = DropDeps & {
  /** Proves what the archive has of the billing topics and is not proven yet. @returns what could not be */
  readonly prove: () => Promise<readonly string[]>
  /** What is waited for, and whenever that changes. */
  readonly onWaiting: (missing: readonly string[], waitedMs: number) => void
  readonly sleep?: (ms: number) => Promise<void>
  readonly nowMs?: () => number
}

export type Dropped = Awaited<ReturnType<typeof dropMonths>> & {
  /** What of the archive could not be proven: waiting does not help. */
  readonly faults: readonly string[]
}

const sleepHere = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** `waitMs`: of waiting for the archive in all; the settling of the horizon comes before. */
export const dropWhenArchived = async (
  deps: WaitDeps,
  ask: DropAsk,
  by: { readonly actor: string; readonly why: string },
  waitMs: number,
): Promise<Dropped> => {
  const { sleep = sleepHere, nowMs = () => performance.now() } = deps
  const first = await dropMonths(deps, ask, by)
  // Only the archive is worth waiting for: a month that is open stays so.
  if (first.dropped.length > 0 || first.archive.length === 0) return { ...first, faults: [] }
  const since = nowMs()
  let said = ''
  for (;;) {
    const faults = await deps.prove()
    const missing = await missingOf(deps)
    if (faults.length > 0) return { ...first, archive: missing, faults }
    if (missing.length === 0) return { ...(await dropMonths(deps, ask, by)), faults: [] }
    const waited = nowMs() - since
    if (waited >= waitMs) return { ...first, archive: missing, faults }
    if (said !== missing.join('\n')) deps.onWaiting(missing, waited)
    said = missing.join('\n')
    await sleep(Math.min(DROP_WAIT_STEP_MS, waitMs - waited))
  }
}
