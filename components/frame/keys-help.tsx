'use client'

import { Dialog } from '@base-ui/react/dialog'

/** Every key, in the order in which a hand needs them. */
const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['Ctrl K, ⌘K', 'find a line item, event, login, Zuora number, file or place in the log'],
  ['/', 'filter the list of the page'],
  ['g o', 'Overview'],
  ['g l', 'Lag'],
  ['g t', 'Throughput'],
  ['g d', 'Dead letters'],
  ['g p', 'Topics'],
  ['g f', 'Files'],
  ['g r', 'Reconciliation'],
  ['g j', 'Rejections'],
  ['g c', 'Customers'],
  ['j k, arrows', 'walk the rows of a table'],
  ['Enter', 'open the row'],
  ['x', 'mark the row'],
  ['y', 'copy the id of the row'],
  ['[ ]', 'move the time that charts show by half of it'],
  ['.', 'back to now'],
  ['Esc', 'close'],
  ['?', 'this list'],
]

export function KeysHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-20 bg-(--scrim)" />
        <Dialog.Popup className="fixed top-[10vh] left-1/2 z-30 max-h-[84vh] w-[540px] max-w-[calc(100vw-32px)] -translate-x-1/2 overflow-auto border-t-2 border-ink bg-raised px-[18px] py-4 shadow-float outline-none">
          <Dialog.Title className="text-15 font-semibold">Keys</Dialog.Title>
          <dl className="mt-2 grid grid-cols-[110px_minmax(0,1fr)] text-12 leading-6">
            {KEYS.map(([keys, does]) => (
              <div key={keys} className="contents">
                <dt className="mono border-b border-rule leading-6!">{keys}</dt>
                <dd className="border-b border-rule">{does}</dd>
              </div>
            ))}
          </dl>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
