import { useMemo, useState } from 'react'
import type { CsvFile } from '../../domain/api/files.ts'

type Snapshot = { readonly key: string; readonly ids: ReadonlySet<string>; readonly at: number }

/**
 * A ledger that nothing jumps in while it is read: files that closed since it was opened wait behind a button; the
 * others change in place. `key` is the view: another filter begins anew. `heardAt` is the time of the newest answer.
 */
export const useHeldList = (files: readonly CsvFile[] | undefined, key: string, heardAt: number) => {
  const [held, setHeld] = useState<Snapshot | null>(null)
  const snapshot = (): Snapshot => ({ key, ids: new Set(files?.map(({ id }) => id)), at: heardAt })
  if (files && files.length > 0 && held?.key !== key) setHeld(snapshot())
  // The same list as long as nothing changed: a clock that ticks draws no hundred rows again.
  const shown = useMemo(() => {
    const isNew = ({ id, closedAt }: CsvFile): boolean =>
      held?.key === key && !held.ids.has(id) && closedAt !== null && Date.parse(closedAt) > held.at - ANSWER_MS
    return files?.filter((file) => !isNew(file))
  }, [files, held, key])
  return { shown, waiting: (files?.length ?? 0) - (shown?.length ?? 0), apply: () => setHeld(snapshot()) }
}

/** A file may close while the answer that does not have it is on its way. */
const ANSWER_MS = 10_000
