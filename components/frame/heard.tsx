'use client'

import { useNow } from '../clock.tsx'
import { duration, utcTitle } from '../format.ts'
import { STALE_AFTER_MS } from '../states.tsx'

/** `heard 0.6 s ago`: when the newest answer came. Fixed width, so that the search box beside it never moves. */
export function Heard({ at, paused }: { at: number | null; paused: boolean }) {
  const now = useNow(200)
  const passed = at === null ? null : Math.max(0, now - at)
  const stale = passed !== null && passed > STALE_AFTER_MS
  const words =
    passed === null
      ? 'not heard yet'
      : paused
        ? 'paused'
        : `heard ${duration(Math.round(passed / 100) / 10 || 0.1)} ago`
  return (
    <span
      className={`inline-flex w-[102px] items-center gap-1.5 text-12 whitespace-nowrap ${stale ? 'text-warn-ink' : 'text-ink-2'}`}
      title={at === null ? undefined : `Last heard ${utcTitle(at)}`}
      suppressHydrationWarning
    >
      <i
        className={`size-1.5 shrink-0 ${stale ? 'bg-warn' : 'rounded-full bg-ok'} ${passed === null ? 'bg-missing!' : ''}`}
        aria-hidden="true"
      />
      {words}
    </span>
  )
}
