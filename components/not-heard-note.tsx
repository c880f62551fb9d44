'use client'

import { useNow, useZone } from './clock.tsx'
import { Glyph } from './glyph.tsx'
import { type Behind, notHeard } from './not-heard.ts'
import { usePipeline } from './pipeline-query.ts'

/** Above what a page shows, only while something behind it is away: since when, and what is not known because of it. */
export function NotHeardNote(behind: Behind) {
  const { data } = usePipeline()
  const now = useNow(10_000)
  const zone = useZone()
  const lines = data ? notHeard(data, behind, now, zone) : []
  if (lines.length === 0) return null
  return (
    <div className="note mt-1 bg-warn-wash text-warn-ink" role="status" data-note="not-heard">
      <Glyph name="missing" />
      <span>
        {lines.map((line) => (
          <span key={line} className="block">
            {line}
          </span>
        ))}
      </span>
    </div>
  )
}
