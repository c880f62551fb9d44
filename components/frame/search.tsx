'use client'

import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import { isSearchKey, wasAskedEarly } from './early-key.ts'

/** The dialog's code comes when it is first asked for: it is no part of the first load. */
const SearchDialog = dynamic(() => import('./search-dialog.tsx').then((m) => m.SearchDialog), { ssr: false })

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

export function Search() {
  const [open, setOpen] = useState(false)
  const [used, setUsed] = useState(false)
  const [mac, setMac] = useState(false)
  useEffect(() => {
    const ask = () => {
      setUsed(true)
      setOpen(true)
    }
    if (wasAskedEarly()) ask()
    setMac(/Mac|iPhone|iPad/.test(navigator.platform))
    const onKey = (event: KeyboardEvent) => {
      if (isSearchKey(event)) {
        event.preventDefault()
        ask()
      } else if (event.key === '/' && !event.ctrlKey && !event.metaKey && !isTyping(event.target)) {
        const filter = document.querySelector<HTMLInputElement>('[data-filter]')
        if (!filter) return
        event.preventDefault()
        filter.focus()
        filter.select()
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return (
    <>
      <button
        type="button"
        className="flex h-7 w-[348px] shrink items-center gap-2 rounded-control border border-rule-2 bg-raised px-2 text-12 text-ink-3 hover:border-edge max-lg:w-[220px] max-md:-mr-3 max-md:size-11 max-md:justify-center max-md:border-0 max-md:bg-transparent"
        aria-label="Find anything"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => {
          setUsed(true)
          setOpen(true)
        }}
      >
        <svg
          width="13"
          height="13"
          viewBox="0 0 13 13"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.4"
          aria-hidden="true"
        >
          <circle cx="5.5" cy="5.5" r="4" />
          <path d="m8.6 8.6 3.4 3.4" />
        </svg>
        <span className="cut max-md:hidden">Item, event, login, file, topic:partition:offset</span>
        <kbd className="ml-auto font-sans text-11 font-medium whitespace-nowrap max-md:hidden">
          {mac ? '⌘K' : 'Ctrl K'}
        </kbd>
      </button>
      {used && <SearchDialog open={open} onOpenChange={setOpen} />}
    </>
  )
}
