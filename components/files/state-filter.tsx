// biome-ignore-all lint/a11y/useSemanticElements: a group of buttons or of links in a drawing is no fieldset
'use client'

import type { FileState } from '../../domain/file-states.ts'
import { count } from '../format.ts'
import { FILE_STATE_LOOK, Glyph } from '../glyph.tsx'

/** What needs a person first, then the way of a file backwards from money. */
const ORDER: readonly FileState[] = [
  'quarantined',
  'refused',
  'unknown',
  'closing',
  'closed',
  'balanced',
  'submitting',
  'submitted',
  'imported',
  'open',
]

export function StateFilter({
  counts,
  total,
  chosen,
  onChoose,
  children,
}: {
  counts: ReadonlyMap<FileState, number>
  /** Not known before the first answer. */
  total: number | undefined
  chosen: FileState | null
  onChoose: (state: FileState | null) => void
  children?: React.ReactNode
}) {
  const shown = ORDER.filter((state) => (counts.get(state) ?? 0) > 0 || state === chosen)
  const tab = 'st h-6 border-l border-rule px-2.5 first:border-l-0 first:pl-0'
  const on = 'shadow-[inset_0_-2px_0_var(--ink)] font-semibold'
  return (
    <div className="flex min-h-8 flex-wrap items-center text-12">
      <div className="flex flex-wrap items-center" role="group" aria-label="State">
        <button
          type="button"
          className={`${tab} ${chosen === null ? on : ''}`}
          aria-pressed={chosen === null}
          onClick={() => onChoose(null)}
        >
          All <span className="font-normal">{count(total)}</span>
        </button>
        {shown.map((state) => (
          <button
            key={state}
            type="button"
            className={`${tab} ${chosen === state ? on : ''}`}
            aria-pressed={chosen === state}
            onClick={() => onChoose(chosen === state ? null : state)}
          >
            <Glyph name={FILE_STATE_LOOK[state].glyph} />
            {FILE_STATE_LOOK[state].word} <b>{count(counts.get(state) ?? 0)}</b>
          </button>
        ))}
      </div>
      <span className="flex-1" />
      {children}
    </div>
  )
}
