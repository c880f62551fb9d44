'use client'

import { parseAsIsoDateTime, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useCallback, useEffect } from 'react'
import { useNow } from '../clock.tsx'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export const SPANS = {
  '1h': HOUR,
  '3h': 3 * HOUR,
  '24h': DAY,
  '7d': 7 * DAY,
  '31d': 31 * DAY,
  '13mo': 396 * DAY,
} as const
export type SpanName = keyof typeof SPANS
export const SPAN_NAMES = Object.keys(SPANS) as SpanName[]
export const SPAN_WORDS: Readonly<Record<SpanName, string>> = {
  '1h': '1 hour',
  '3h': '3 hours',
  '24h': '24 hours',
  '7d': '7 days',
  '31d': '31 days',
  '13mo': '13 months',
}
/** Below this a minute's figures are a handful of points. */
const LEAST_MS = 10 * MINUTE

/** The time that the charts show: the last so much, live, or a stretch that was chosen. The address holds it. */
export const useSpan = () => {
  const now = useNow(10_000)
  const [asked, setAsked] = useQueryStates(
    { span: parseAsStringLiteral(SPAN_NAMES).withDefault('3h'), from: parseAsIsoDateTime, to: parseAsIsoDateTime },
    { history: 'push' },
  )
  const chosen =
    asked.from && asked.to && asked.from < asked.to ? { from: asked.from.getTime(), to: asked.to.getTime() } : null
  const to = chosen?.to ?? now
  const from = chosen?.from ?? to - SPANS[asked.span]
  const zoom = useCallback(
    (first: number, last: number) => {
      const end = Math.min(last, Date.now())
      const start = Math.min(first, end - LEAST_MS)
      void setAsked({ from: new Date(start), to: new Date(end) })
    },
    [setAsked],
  )
  const live = useCallback(() => void setAsked({ from: null, to: null }), [setAsked])
  const last = useCallback((span: SpanName) => void setAsked({ span, from: null, to: null }), [setAsked])
  // `[` and `]` move by half of what is shown, `.` goes back to now (look)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)
      if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('[role="dialog"]')) return
      const half = (to - from) / 2
      if (event.key === '[') zoom(from - half, to - half)
      else if (event.key === ']') to + half >= Date.now() ? live() : zoom(from + half, to + half)
      else if (event.key === '.') live()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [from, to, zoom, live])
  return { from, to, isLive: chosen === null, span: asked.span, zoom, live, last }
}
