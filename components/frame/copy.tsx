'use client'

import { useState } from 'react'

/** Copies an id. Its place is always kept, it shows on hover and focus; the word stays until the pointer leaves. */
export function Copy({ text, what, words }: { text: string; what: string; words?: string }) {
  const [done, setDone] = useState(false)
  return (
    <button
      type="button"
      className={words ? 'link text-12 text-ink-2' : 'copy inline-grid size-4 place-items-center align-[-3px]'}
      data-done={done || undefined}
      aria-label={words ? undefined : `Copy ${what}`}
      title={done ? 'Copied' : `Copy ${what}`}
      onClick={(event) => {
        event.preventDefault()
        event.stopPropagation()
        navigator.clipboard.writeText(text).then(
          () => setDone(true),
          () => setDone(false), // no right to the clipboard: the text can still be selected
        )
      }}
      onPointerLeave={() => setDone(false)}
      onBlur={() => setDone(false)}
    >
      {words ? (
        done ? (
          'Copied'
        ) : (
          words
        )
      ) : done ? (
        <svg
          width="11"
          height="11"
          viewBox="0 0 11 11"
          fill="none"
          stroke="var(--ok-ink)"
          strokeWidth="1.4"
          aria-hidden="true"
        >
          <path d="m2 6 2.5 2.500L9 3" />
        </svg>
      ) : (
        <svg
          width="11"
          height="11"
          viewBox="0 0 11 11"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.1"
          aria-hidden="true"
        >
          <path d="M3.5 3.5h6v6h-6zM7 3.500V1H1v6h2.500" />
        </svg>
      )}
      <span aria-live="polite" className="sr-only">
        {done ? `Copied ${what}` : ''}
      </span>
    </button>
  )
}

/** An id: mono, cut in the middle when there is no place, the whole on hover, copied with one click. */
export function Id({ value, short, what }: { value: string; short?: string; what: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      <span className="mono" title={value}>
        {short ?? value}
      </span>
      <Copy text={value} what={what} />
    </span>
  )
}
