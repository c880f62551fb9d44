'use client'

import { useEffect, useRef, useState } from 'react'

/** A hundred rows are drawn anew for each filter: not while somebody types. */
const SETTLE_MS = 250

/** The field answers each key by itself; the address, and with it the ledger, follows when the typing rests. */
export function NameFilter({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value)
  const told = useRef(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  // Changed elsewhere: a link, or the way back.
  useEffect(() => {
    if (value === told.current) return
    clearTimeout(timer.current)
    told.current = value
    setText(value)
  }, [value])
  useEffect(() => () => clearTimeout(timer.current), [])
  const type = (next: string) => {
    setText(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      told.current = next
      onChange(next)
    }, SETTLE_MS)
  }
  return (
    <input
      className="field w-56 md:h-6! max-md:w-full"
      type="search"
      data-filter
      placeholder="File name or id"
      aria-label="Filter by file name or id"
      aria-keyshortcuts="/"
      maxLength={100}
      value={text}
      onChange={(event) => type(event.target.value)}
    />
  )
}
