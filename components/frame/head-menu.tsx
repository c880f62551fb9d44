'use client'

import Link from 'next/link'
import { useEffect, useRef } from 'react'
import { useViewer } from '../viewer.tsx'
import { isInBar, useRail } from './rail.tsx'
import { ThemeButton } from './theme-button.tsx'

/** On a phone: the pages that are not in the bar at the foot, and who is signed in. */
export function HeadMenu() {
  const viewer = useViewer()
  const { groups, isCurrent } = useRail()
  const menu = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    const close = (event: Event) => {
      const isKey = event instanceof KeyboardEvent
      if (isKey ? event.key === 'Escape' : !menu.current?.contains(event.target as Node))
        menu.current?.removeAttribute('open')
    }
    document.addEventListener('pointerdown', close)
    document.addEventListener('keydown', close)
    return () => {
      document.removeEventListener('pointerdown', close)
      document.removeEventListener('keydown', close)
    }
  }, [])
  if (!viewer) return null
  const others = groups.flatMap(({ entries }) => entries).filter((entry) => !isInBar(entry))
  return (
    <details ref={menu} className="relative md:hidden">
      <summary className="grid h-11 cursor-pointer list-none place-items-center px-1 text-12 font-medium [&::-webkit-details-marker]:hidden">
        Menu
      </summary>
      <div className="absolute top-11 right-0 z-10 w-[220px] border border-t-2 border-rule border-t-ink bg-raised py-1 shadow-float">
        {others.map((entry) => (
          <Link
            key={entry.href}
            href={entry.href}
            className="flex h-11 items-center justify-between gap-2 px-3 text-13"
            aria-current={isCurrent(entry) ? 'page' : undefined}
            onClick={() => menu.current?.removeAttribute('open')}
          >
            {entry.words}
            {entry.figure !== undefined && <span className={`text-12 ${entry.ink ?? ''}`}>{entry.figure}</span>}
          </Link>
        ))}
        <div className="flex items-center justify-between gap-2 border-t border-rule px-3 pt-1 text-11 text-ink-2">
          <span className="cut" title={viewer.email}>
            {viewer.email}
          </span>
          <span className="shrink-0 whitespace-nowrap">
            <ThemeButton />
          </span>
        </div>
      </div>
    </details>
  )
}
