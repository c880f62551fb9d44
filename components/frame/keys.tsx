'use client'

import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { to } from '../paths.ts'

/** `g` then a letter goes to a page. A key pressed while typing is text, never a command. */
const PAGES: Readonly<Record<string, string>> = {
  o: to.overview(),
  l: to.lag(),
  t: to.throughput(),
  p: to.topics(),
  r: to.reconciliation(),
  j: to.rejections(),
  f: to.files(),
  d: to.deadLetters(),
  c: to.customers(),
}
const WITHIN_MS = 1200

/** Comes when it is first asked for: it is no part of the first load. */
const KeysHelp = dynamic(() => import('./keys-help.tsx').then((m) => m.KeysHelp), { ssr: false })

export function Keys() {
  const router = useRouter()
  const [help, setHelp] = useState(false)
  const [asked, setAsked] = useState(false)
  useEffect(() => {
    let armedAt = 0
    const onKey = (event: KeyboardEvent) => {
      const target = event.target
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (
        target instanceof HTMLElement &&
        (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
      )
        return
      if (document.querySelector('[role="dialog"]')) return
      if (event.key === '?') {
        setAsked(true)
        setHelp(true)
        return
      }
      if (event.key === 'g') {
        armedAt = event.timeStamp
        return
      }
      const page = PAGES[event.key]
      if (page && event.timeStamp - armedAt < WITHIN_MS) router.push(page)
      armedAt = 0
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [router])
  return asked ? <KeysHelp open={help} onClose={() => setHelp(false)} /> : null
}

/** Arrows or j k walk the rows of a table, Enter opens, x marks, y copies: for any tbody whose rows have tabIndex and data-id. */
export const rowKeys = (
  event: React.KeyboardEvent<HTMLElement>,
  open: (id: string) => void,
  mark?: (id: string) => void,
): void => {
  const row = (event.target as HTMLElement).closest<HTMLElement>('[data-id]')
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return
  const walk = (step: 'nextElementSibling' | 'previousElementSibling') => {
    let next = row[step]
    // an opened detail is a row between two of the list
    while (next instanceof HTMLElement && !next.dataset.id) next = next[step]
    if (!(next instanceof HTMLElement)) return
    event.preventDefault()
    next.focus()
  }
  if (event.key === 'ArrowDown' || event.key === 'j') walk('nextElementSibling')
  else if (event.key === 'ArrowUp' || event.key === 'k') walk('previousElementSibling')
  else if (event.key === 'Enter' && event.target === row) open(row.dataset.id as string)
  else if (event.key === 'x' && mark) mark(row.dataset.id as string)
  else if (event.key === 'y')
    navigator.clipboard?.writeText(row.dataset.copy ?? (row.dataset.id as string)).catch(() => undefined)
}
