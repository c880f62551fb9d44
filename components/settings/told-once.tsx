'use client'

import { Copy } from '../frame/copy.tsx'

/** A password or a key that is shown this once. */
export function ToldOnce({ what, value, onDone }: { what: string; value: string; onDone: () => void }) {
  return (
    <div className="mb-2 border-l-2 border-ink py-1 pl-2.5 text-12 leading-[17px]" role="status">
      <b>{what}</b> <span className="text-ink-2">It is shown this once, and kept only as a hash.</span>
      <p className="flex flex-wrap items-center gap-3 pt-1">
        <code className="mono select-all break-all">{value}</code>
        <Copy text={value} what="it" words="Copy" />
        <button type="button" className="link text-ink-2" onClick={onDone}>
          It is kept, hide it
        </button>
      </p>
    </div>
  )
}
