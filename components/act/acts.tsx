'use client'

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { afterPaint } from '../after-paint.ts'
import type { Command } from './command.ts'
import type { Stopped } from './resume.tsx'

/** What a person is about to do, as it stood when they asked for it, and what goes on after it, live. */
export type Act =
  | { readonly command: Command; readonly progress?: ReactNode }
  /** A partition to let go on. */
  | { readonly stopped: Stopped }

const loadDialogs = async () => {
  const [{ ActDialog }, { ResumeDialog }] = await Promise.all([
    import('./act-dialog.tsx'),
    import('./resume-dialog.tsx'),
  ])
  return { ActDialog, ResumeDialog }
}
type Dialogs = Awaited<ReturnType<typeof loadDialogs>>

const ActContext = createContext({ begin: (_act: Act): void => {}, prepare: (): void => {} })

/**
 * Holds the dialog of an act, above everything that comes and goes with new data: the row that it was begun from may be
 * gone, or be another, before the answer has been read, and what is confirmed is what was asked for.
 */
export function Acts({ children }: { children: ReactNode }) {
  const [act, setAct] = useState<Act | null>(null)
  const [dialogs, setDialogs] = useState<Dialogs | null>(null)
  const value = useMemo(() => {
    const prepare = () => void loadDialogs().then(setDialogs, () => {})
    const begin = (next: Act) => {
      prepare()
      setAct(next)
    }
    return { begin, prepare }
  }, [])
  const close = () => setAct(null)
  return (
    <ActContext value={value}>
      {children}
      {act &&
        dialogs &&
        ('stopped' in act ? (
          <dialogs.ResumeDialog at={act.stopped} onClose={close} />
        ) : (
          <dialogs.ActDialog command={act.command} progress={act.progress} onClose={close} />
        ))}
    </ActContext>
  )
}

const AFTER_MS = 300

/**
 * Opens the dialog of an act. Its code is loaded after the first view, which does not pay for it, so that it opens at once
 * and takes the focus, and the keys, in the moment it is asked for.
 */
export const useBeginAct = (): ((act: Act) => void) => {
  const { begin, prepare } = useContext(ActContext)
  useEffect(() => afterPaint(prepare, AFTER_MS), [prepare])
  return begin
}
