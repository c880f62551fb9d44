// biome-ignore-all lint/a11y/useSemanticElements: a group of buttons is no fieldset
'use client'

import type { ReactNode } from 'react'

/** One of a few, as words in a row: the chosen one has an ink line. */
export function Choices<T extends string | null>({
  label,
  values,
  chosen,
  words,
  onChoose,
}: {
  label: string
  values: readonly T[]
  /** null: none of them. */
  chosen: T | null
  words: (value: T) => ReactNode
  onChoose: (value: T) => void
}) {
  return (
    <div className="flex min-h-8 flex-wrap items-center text-12" role="group" aria-label={label}>
      {values.map((value) => (
        <button
          key={value ?? 'all'}
          type="button"
          aria-pressed={chosen === value}
          className={`st h-6 border-l border-rule px-2.5 first:border-l-0 first:pl-0 max-md:h-11 max-md:border-l-0 max-md:px-0 max-md:mr-4 ${chosen === value ? 'font-semibold shadow-[inset_0_-2px_0_var(--ink)]' : ''}`}
          onClick={() => onChoose(value)}
        >
          {words(value)}
        </button>
      ))}
    </div>
  )
}
