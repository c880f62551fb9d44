'use client'

import type { AuditNames } from '../../domain/api/audit.ts'
import { auditQueryOf } from '../page-queries.ts'
import { api } from '../paths.ts'
import { actionWords } from './action-words.ts'

export type AuditView = {
  readonly actor: string
  readonly action: string
  readonly q: string
  readonly from: string
  readonly to: string
}

/** Who, what, when; and the same rows as CSV. */
export function Filters({
  view,
  names,
  onChange,
}: {
  view: AuditView
  names: AuditNames | undefined
  onChange: (change: Partial<AuditView>) => void
}) {
  const { limit: _, ...filters } = auditQueryOf(view)
  const isFiltered = Object.values(filters).some(Boolean)
  return (
    <div className="flex flex-wrap items-center gap-2 border-t border-rule py-1.5 text-12">
      <input
        className="field w-[220px] max-md:w-full"
        type="search"
        data-filter
        placeholder="Part of what or why"
        aria-label="Part of what or why"
        aria-keyshortcuts="/"
        maxLength={200}
        value={view.q}
        onChange={(event) => onChange({ q: event.target.value })}
      />
      <Choice
        label="Who"
        all="Everybody"
        value={view.actor}
        names={names?.actors}
        onChange={(actor) => onChange({ actor })}
      />
      <Choice
        label="Did what"
        all="Everything"
        value={view.action}
        names={names?.actions}
        wordsOf={actionWords}
        onChange={(action) => onChange({ action })}
      />
      <label className="st text-ink-2">
        from
        <input
          className="field"
          type="date"
          value={view.from}
          max={view.to || undefined}
          onChange={(event) => onChange({ from: event.target.value })}
        />
      </label>
      <label className="st text-ink-2">
        to
        <input
          className="field"
          type="date"
          value={view.to}
          min={view.from || undefined}
          onChange={(event) => onChange({ to: event.target.value })}
        />
      </label>
      <span className="text-ink-3 max-lg:hidden">UTC days</span>
      {isFiltered && (
        <button
          type="button"
          className="link"
          onClick={() => onChange({ actor: '', action: '', q: '', from: '', to: '' })}
        >
          Show all
        </button>
      )}
      <span className="flex-1" />
      <a className="btn" href={api.auditCsv(filters)} download>
        {isFiltered ? 'These as CSV' : 'All as CSV'}
      </a>
    </div>
  )
}

function Choice({
  label,
  all,
  value,
  names = [],
  wordsOf = (name) => name,
  onChange,
}: {
  label: string
  all: string
  value: string
  names: readonly string[] | undefined
  wordsOf?: (name: string) => string
  onChange: (value: string) => void
}) {
  // What the address asks for is shown even when the log does not know it.
  const known = value === '' || names.includes(value) ? names : [value, ...names]
  return (
    <select
      className="field max-w-[220px] max-md:w-full"
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">{all}</option>
      {known.map((name) => (
        <option key={name} value={name}>
          {wordsOf(name)}
        </option>
      ))}
    </select>
  )
}
