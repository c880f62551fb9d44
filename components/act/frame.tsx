'use client'

import { Dialog } from '@base-ui/react/dialog'
import type { ReactNode, RefObject } from 'react'

/** The frame of every dangerous act: 540 wide, an ink line on top, the question as its title. Focus goes to the reason. */
export function ActFrame({
  onClose,
  title,
  focus,
  children,
}: {
  onClose: () => void
  title: ReactNode
  focus: RefObject<HTMLElement | null>
  children: ReactNode
}) {
  return (
    <Dialog.Root open onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-20 bg-(--scrim)" />
        <Dialog.Popup
          initialFocus={focus}
          className="fixed top-[10vh] left-1/2 z-30 max-h-[84vh] w-[540px] max-w-[calc(100vw-32px)] -translate-x-1/2 overflow-auto border-t-2 border-ink bg-raised px-[18px] pt-4 pb-3.5 shadow-float outline-none"
        >
          <Dialog.Title className="text-15 leading-5 font-semibold tracking-[-0.01em]">{title}</Dialog.Title>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** Why, for the audit log: nothing is done without it. */
export function Why({
  value,
  onChange,
  field,
  disabled,
  onEnter,
}: {
  value: string
  onChange: (why: string) => void
  field: RefObject<HTMLInputElement | null>
  disabled: boolean
  onEnter: () => void
}) {
  return (
    <label className="mt-3 block text-12">
      <b className="font-medium">Why</b> <span className="text-ink-3">is kept in the audit log</span>
      <input
        ref={field}
        className="field mt-1.5 w-full"
        maxLength={500}
        autoComplete="off"
        value={value}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && value.trim() !== '') onEnter()
        }}
      />
    </label>
  )
}

/** Cancel, then the verb with its count. The verb never has focus first. */
export function ActButtons({
  onCancel,
  onAct,
  words,
  disabled,
  running,
}: {
  onCancel: () => void
  onAct: () => void
  words: string
  disabled: boolean
  running: boolean
}) {
  return (
    <div className="mt-3 flex justify-end gap-2 max-md:flex-col-reverse">
      <button type="button" className="btn btn-big" onClick={onCancel}>
        Cancel <span className="font-normal text-ink-3">Esc</span>
      </button>
      <button type="button" className="btn btn-big btn-ink" disabled={disabled} onClick={onAct} aria-busy={running}>
        {words}
      </button>
    </div>
  )
}
