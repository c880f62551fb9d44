'use client'

import { useState } from 'react'
import { LOOKS, type Look, type LookView } from './use-look.ts'

const WORDS: Readonly<Record<Look, string>> = { newest: 'the newest', offset: 'an offset', time: 'a time' }

/** Where a look begins. Enter looks; nothing is asked while one types. */
export function LookForm({
  partitions,
  view,
  onLook,
}: {
  partitions: number
  view: LookView
  onLook: (asked: LookView) => void
}) {
  const [look, setLook] = useState<Look>(view.look ?? (view.offset ? 'offset' : view.at ? 'time' : 'newest'))
  const [partition, setPartition] = useState(view.partition ?? '')
  const [offset, setOffset] = useState(view.offset ?? '')
  const [at, setAt] = useState((view.at ?? '').replace(/(:\d\d)?(\.\d+)?Z$/, ''))
  const [key, setKey] = useState(view.key ?? '')
  const asked = (tail: boolean): LookView => ({
    look,
    partition: partition === '' ? null : partition,
    offset: look === 'offset' ? offset || '0' : null,
    at: look === 'time' && at !== '' ? (at.includes('T') ? `${at}:00Z` : at) : null,
    key: key === '' ? null : key,
    tail: tail && look === 'newest',
  })
  const missing = look === 'offset' && partition === '' ? 'An offset counts within one partition: choose it.' : null
  return (
    <form
      className="flex flex-wrap items-center gap-2 text-12"
      onSubmit={(event) => {
        event.preventDefault()
        if (!missing) onLook(asked(view.tail))
      }}
    >
      <label className="flex items-center gap-1.5 text-ink-2">
        From
        <select className="field" value={look} onChange={(event) => setLook(event.target.value as Look)}>
          {LOOKS.map((name) => (
            <option key={name} value={name}>
              {WORDS[name]}
            </option>
          ))}
        </select>
      </label>
      {look === 'time' && (
        <label className="flex items-center gap-1.5 text-ink-2">
          UTC
          <input
            className="field"
            type="datetime-local"
            required
            value={at.length === 10 ? `${at}T00:00` : at}
            onChange={(event) => setAt(event.target.value)}
          />
        </label>
      )}
      <label className="flex items-center gap-1.5 text-ink-2">
        Partition
        <select className="field" value={partition} onChange={(event) => setPartition(event.target.value)}>
          <option value="">all</option>
          {Array.from({ length: partitions }, (_, p) => String(p)).map((p) => (
            <option key={p} value={p}>
              {p}
            </option>
          ))}
        </select>
      </label>
      {look === 'offset' && (
        <label className="flex items-center gap-1.5 text-ink-2">
          Offset
          <input
            className="field w-28 text-right"
            inputMode="numeric"
            pattern="\d{1,18}"
            value={offset}
            onChange={(event) => setOffset(event.target.value.replaceAll(/\D/g, ''))}
          />
        </label>
      )}
      <label className="flex items-center gap-1.5 text-ink-2">
        Key
        <input
          className="field w-32"
          maxLength={500}
          placeholder="any"
          value={key}
          onChange={(event) => setKey(event.target.value)}
        />
      </label>
      <button type="submit" className="btn btn-ink" disabled={missing !== null}>
        Look at 50 messages
      </button>
      {look === 'newest' && (
        <button type="button" className="btn" aria-pressed={view.tail} onClick={() => onLook(asked(!view.tail))}>
          {view.tail ? 'Stop the live tail' : 'Live tail'}
        </button>
      )}
      {missing && <span className="text-ink-3">{missing}</span>}
    </form>
  )
}
