'use client'

import { useState } from 'react'
import type { RuleKind } from '../../domain/alert-rules.ts'
import type { AlertRule } from '../../domain/api/alerts.ts'
import { count } from '../format.ts'
import { type Command, useMayChange } from './command.ts'

/** Rules in words; each can be switched, changed and, unless it is of day one, deleted. */
const PLURAL = { page: 'Page', warn: 'Warn' } as const

export function Rules({ rules, command }: { rules: readonly AlertRule[]; command: Command }) {
  const [editing, setEditing] = useState<string | null>(null)
  const mayChange = useMayChange()
  const save = (rule: AlertRule, more: Partial<AlertRule>) => {
    const { id, kind, parameters, severity, forSeconds, enabled } = { ...rule, ...more }
    command.mutate(
      { path: '/alerts/rules/save', body: { id, kind, parameters, severity, forSeconds, enabled } },
      { onSuccess: () => setEditing(null) },
    )
  }
  return (
    <section aria-label="Rules" className="border-t border-rule-2 pb-5">
      <div className="sec">
        <h2>Rules</h2>
        <span className="q">asked each 10 s; an alert ends when its rule did not hold for a minute</span>
        <span className="flex-1" />
        {mayChange && (
          <button type="button" className="link text-12" onClick={() => setEditing(editing === 'new' ? null : 'new')}>
            New rule
          </button>
        )}
      </div>
      {editing === 'new' && (
        <RuleForm
          rule={null}
          busy={command.isPending}
          onCancel={() => setEditing(null)}
          onSave={(body) => command.mutate({ path: '/alerts/rules/save', body }, { onSuccess: () => setEditing(null) })}
        />
      )}
      <table className="tbl" aria-label="Rules">
        <thead>
          <tr>
            <th scope="col">Tell of</th>
            <th scope="col">Severity</th>
            <th scope="col" className="n">
              Firing
            </th>
            <th scope="col" className="n">
              <span className="sr-only">Change</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.id} className="roomy">
              <td className={`whitespace-normal! py-1! ${rule.enabled ? '' : 'text-ink-3'}`}>
                {rule.words ?? `${rule.kind}: made by another release, not asked`}
                {!rule.enabled && <span className="text-ink-3"> (switched off by {rule.changedBy})</span>}
                {editing === rule.id && (
                  <RuleForm
                    rule={rule}
                    busy={command.isPending}
                    onCancel={() => setEditing(null)}
                    onSave={(body) => save(rule, body as Partial<AlertRule>)}
                  />
                )}
              </td>
              <td>{PLURAL[rule.severity]}</td>
              <td className={`n ${rule.firing > 0 ? 'font-semibold text-stop-ink' : 'text-ink-3'}`}>
                {count(rule.firing)}
              </td>
              <td className="n">
                <span className="inline-flex gap-3" hidden={!mayChange}>
                  <button
                    type="button"
                    className="link"
                    disabled={command.isPending || rule.words === null}
                    aria-label={`${rule.enabled ? 'Switch off' : 'Switch on'}: ${rule.words}`}
                    onClick={() => save(rule, { enabled: !rule.enabled })}
                  >
                    {rule.enabled ? 'Switch off' : 'Switch on'}
                  </button>
                  <button
                    type="button"
                    className="link"
                    aria-label={`Change: ${rule.words}`}
                    onClick={() => setEditing(editing === rule.id ? null : rule.id)}
                  >
                    Change
                  </button>
                  {!rule.isDefault && (
                    <button
                      type="button"
                      className="link"
                      aria-label={`Delete: ${rule.words}`}
                      onClick={() => command.mutate({ path: '/alerts/rules/delete', body: { id: rule.id } })}
                    >
                      Delete
                    </button>
                  )}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

type Field = {
  readonly name: string
  readonly words: string
  readonly type: 'text' | 'number'
  readonly value: string | number
}
/** What each kind asks for, with what is sensible to begin with. */
const FIELDS: Record<RuleKind, readonly Field[]> = {
  time_lag: [
    { name: 'group', words: 'group (empty: any)', type: 'text', value: '' },
    { name: 'site', words: 'site (empty: any)', type: 'text', value: '' },
    { name: 'seconds', words: 'seconds behind', type: 'number', value: 60 },
  ],
  lag_status: [
    { name: 'group', words: 'group (empty: any)', type: 'text', value: '' },
    { name: 'site', words: 'site (empty: any)', type: 'text', value: '' },
    { name: 'statuses', words: 'statuses', type: 'text', value: 'stop, stall, rewind' },
  ],
  retention_risk: [
    { name: 'group', words: 'group (empty: any)', type: 'text', value: '' },
    { name: 'site', words: 'site (empty: any)', type: 'text', value: '' },
  ],
  stopped_partition: [],
  worker_away: [{ name: 'seconds', words: 'seconds not heard', type: 'number', value: 60 }],
  site_away: [{ name: 'seconds', words: 'seconds not heard', type: 'number', value: 60 }],
  silence: [
    { name: 'topics', words: 'topics', type: 'text', value: 'usage.*' },
    { name: 'leastSeconds', words: 'at least seconds', type: 'number', value: 300 },
    { name: 'factor', words: 'times the usual gap', type: 'number', value: 2 },
  ],
  dead_letters: [
    { name: 'count', words: 'dead letters', type: 'number', value: 50 },
    { name: 'minutes', words: 'within minutes', type: 'number', value: 10 },
  ],
  file_trouble: [{ name: 'states', words: 'states', type: 'text', value: 'quarantined, refused, unknown' }],
  files_waiting: [{ name: 'minutes', words: 'minutes not taken', type: 'number', value: 15 }],
  books_differ: [],
}
const LISTS = new Set(['statuses', 'states'])
const KIND_WORDS: Record<RuleKind, string> = {
  time_lag: 'a group is behind in time',
  lag_status: 'a group stops, stalls or goes back',
  retention_risk: 'retention may delete unread records',
  stopped_partition: 'a partition waits for a person',
  worker_away: 'a worker is not heard',
  site_away: 'a site is not heard',
  silence: 'a topic is silent',
  dead_letters: 'dead letters come quickly',
  file_trouble: 'a file is held, refused or unknown',
  files_waiting: 'files wait for Zuora',
  books_differ: 'the books differ',
}
/** The domain's own list is made of schemas, which no page loads. */
const KINDS = Object.keys(KIND_WORDS) as RuleKind[]

const shown = (value: unknown): string =>
  Array.isArray(value) ? value.join(', ') : value === undefined ? '' : String(value)

/** The parameters as the API takes them: empty texts left out, lists split, numbers as numbers. */
export const parametersOf = (kind: RuleKind, values: Readonly<Record<string, string>>): Record<string, unknown> => {
  const found: Record<string, unknown> = {}
  for (const field of FIELDS[kind]) {
    const text = (values[field.name] ?? '').trim()
    if (text === '') continue
    found[field.name] = LISTS.has(field.name)
      ? text.split(/[\s,]+/).map((word) => word.toLowerCase())
      : field.type === 'number'
        ? Number(text)
        : text
  }
  return found
}

function RuleForm({
  rule,
  busy,
  onSave,
  onCancel,
}: {
  rule: AlertRule | null
  busy: boolean
  onSave: (body: Record<string, unknown>) => void
  onCancel: () => void
}) {
  const [kind, setKind] = useState<RuleKind>((rule?.kind as RuleKind) ?? 'time_lag')
  const [values, setValues] = useState<Record<string, string>>(
    Object.fromEntries(Object.entries(rule?.parameters ?? {}).map(([name, value]) => [name, shown(value)])),
  )
  const [severity, setSeverity] = useState(rule?.severity ?? 'warn')
  const [forSeconds, setForSeconds] = useState(String(rule?.forSeconds ?? 120))
  const fields = FIELDS[kind] ?? []
  const filled = Object.fromEntries(
    fields.map((field) => [field.name, values[field.name] ?? (rule ? '' : String(field.value))]),
  )
  return (
    <form
      className="flex flex-wrap items-end gap-x-3 gap-y-2 py-2 text-12"
      onSubmit={(event) => {
        event.preventDefault()
        const body = { kind, parameters: parametersOf(kind, filled), severity, forSeconds: Number(forSeconds) }
        onSave({ ...body, enabled: rule?.enabled ?? true })
      }}
    >
      {rule === null && (
        <label className="flex flex-col gap-0.5 text-ink-3">
          tell when
          <select className="field" value={kind} onChange={(event) => setKind(event.target.value as RuleKind)}>
            {KINDS.map((name) => (
              <option key={name} value={name}>
                {KIND_WORDS[name]}
              </option>
            ))}
          </select>
        </label>
      )}
      {fields.map((field) => (
        <label key={field.name} className="flex flex-col gap-0.5 text-ink-3">
          {field.words}
          <input
            className={`field ${field.type === 'number' ? 'w-[110px]' : 'w-[180px]'}`}
            type={field.type}
            min={field.type === 'number' ? 1 : undefined}
            value={filled[field.name]}
            onChange={(event) => setValues({ ...values, [field.name]: event.target.value })}
          />
        </label>
      ))}
      <label className="flex flex-col gap-0.5 text-ink-3">
        for seconds
        <input
          className="field w-[90px]"
          type="number"
          min={0}
          max={86_400}
          value={forSeconds}
          onChange={(event) => setForSeconds(event.target.value)}
        />
      </label>
      <label className="flex flex-col gap-0.5 text-ink-3">
        severity
        <select
          className="field"
          value={severity}
          onChange={(event) => setSeverity(event.target.value === 'page' ? 'page' : 'warn')}
        >
          <option value="page">Page</option>
          <option value="warn">Warn</option>
        </select>
      </label>
      <button type="submit" className="btn" disabled={busy}>
        {rule === null ? 'Make 1 rule' : 'Change 1 rule'}
      </button>
      <button type="button" className="link mb-1" onClick={onCancel}>
        Cancel
      </button>
    </form>
  )
}
