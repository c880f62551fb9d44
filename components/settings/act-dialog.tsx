'use client'

import { Dialog } from '@base-ui/react/dialog'
import { type ReactNode, useRef, useState } from 'react'
import { Glyph } from '../glyph.tsx'
import { ApiProblem } from '../query.ts'

/**
 * A change of who may do what: the question, what will happen, the reason (kept in the audit log), then the verb. Focus
 * starts on the reason, never on the verb.
 */
export function ActDialog({
  question,
  meaning,
  verb,
  children,
  act,
  onClose,
}: {
  question: string
  meaning: ReactNode
  verb: string
  /** Fields beside the reason. */
  children?: ReactNode
  /** Closes when it is done; what it throws is shown, and the dialog stays. */
  act: (why: string) => Promise<void>
  onClose: () => void
}) {
  const [why, setWhy] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const reason = useRef<HTMLInputElement>(null)
  const go = async () => {
    setBusy(true)
    setProblem(null)
    try {
      await act(why)
      onClose()
    } catch (error) {
      setProblem(
        error instanceof ApiProblem
          ? error
          : new ApiProblem(0, 'unknown', 'It did not work', 'Look before you try again.'),
      )
      setBusy(false)
    }
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-20 bg-(--scrim)" />
        <Dialog.Popup
          initialFocus={reason}
          className="fixed top-[12vh] left-1/2 z-30 w-[540px] max-w-[calc(100vw-32px)] -translate-x-1/2 border-t-2 border-ink bg-raised px-4 pt-3 pb-4 shadow-float outline-none"
        >
          <form
            onSubmit={(event) => {
              event.preventDefault()
              void go()
            }}
          >
            <Dialog.Title className="text-15 font-semibold [overflow-wrap:anywhere]">{question}</Dialog.Title>
            <Dialog.Description className="mt-1 text-12 leading-[17px] text-ink-2" render={<div />}>
              {meaning}
            </Dialog.Description>
            {children && <div className="mt-3 grid gap-3">{children}</div>}
            <label className="mt-3 grid gap-1 text-12">
              <span>
                <b className="font-medium">Why</b> <span className="text-ink-3">is kept in the audit log</span>
              </span>
              <input
                ref={reason}
                className="field h-8"
                value={why}
                onChange={(event) => setWhy(event.target.value)}
                maxLength={500}
                required
                autoComplete="off"
              />
            </label>
            <div role="alert" className="mt-2 min-h-[17px] text-12 leading-[17px]">
              {problem && (
                <>
                  <b className="st text-stop-ink whitespace-normal">
                    <Glyph name="stop" />
                    {problem.title}
                  </b>
                  <p className="text-ink-2">{problem.message}</p>
                </>
              )}
            </div>
            <div className="mt-1 flex justify-end gap-2">
              <button type="button" className="btn btn-big" onClick={onClose}>
                Cancel <kbd className="font-sans text-11 text-ink-3 max-md:hidden">Esc</kbd>
              </button>
              <button type="submit" className="btn btn-big btn-go" disabled={busy || why.trim() === ''}>
                {verb}
              </button>
            </div>
          </form>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
