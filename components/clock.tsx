'use client'

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { timeOrDay, utcTitle } from './format.ts'

/**
 * Time on the client: the zone of the viewer and a clock that ticks. The server renders with the zone from a cookie
 * (UTC at a first visit) and its own "now"; both are handed to the browser, so that the first paint of both is equal.
 */
const ZONE_COOKIE = 'hydrometer-zone'
const Context = createContext<{ zone: string; renderedAt: number }>({ zone: 'UTC', renderedAt: 0 })

export function ClockProvider({
  zone: rendered,
  renderedAt,
  children,
}: {
  zone: string
  renderedAt: number
  children: ReactNode
}) {
  const [zone, setZone] = useState(rendered)
  useEffect(() => {
    const mine = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
    setZone(mine)
    // biome-ignore lint/suspicious/noDocumentCookie: one small cookie, read by the server; cookieStore is not everywhere
    document.cookie = `${ZONE_COOKIE}=${encodeURIComponent(mine)}; path=/; max-age=31536000; samesite=lax`
  }, [])
  const value = useMemo(() => ({ zone, renderedAt }), [zone, renderedAt])
  return <Context value={value}>{children}</Context>
}

export const useZone = (): string => useContext(Context).zone

const TICK_MS = 200
let now = 0
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  timer ??= setInterval(() => {
    if (document.hidden) return
    now = Date.now()
    for (const tell of listeners) tell()
  }, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }
}

/** Milliseconds since 1970, in steps of `everyMs`: a component re-renders only when its step changes. */
export const useNow = (everyMs = 1000): number => {
  const { renderedAt } = useContext(Context)
  return useSyncExternalStore(
    subscribe,
    () => Math.floor((now || renderedAt) / everyMs) * everyMs,
    () => Math.floor(renderedAt / everyMs) * everyMs,
  )
}

/** A time in the viewer's zone, UTC on hover. */
export function Time({
  at,
  show = timeOrDay,
  className,
}: {
  at: string
  show?: (at: string, now: number, zone: string) => string
  className?: string
}) {
  const zone = useZone()
  const minute = useNow(60_000)
  return (
    <time dateTime={at} title={utcTitle(at)} className={className}>
      {show(at, minute, zone)}
    </time>
  )
}
