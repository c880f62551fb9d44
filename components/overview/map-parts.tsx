// biome-ignore-all lint/a11y/useSemanticElements: a group of links in a drawing is no fieldset
'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { rate } from '../format.ts'

/** What the drawing of the pipeline is made of: inks, links, channels. Strong ink for figures, weak for what explains them. */
export const strong = { fontSize: 13, fontWeight: 600, fill: 'var(--ink)' } as const
export const plain = { fontSize: 12, fill: 'var(--ink-2)' } as const

export const INK = {
  ok: 'var(--ink)',
  warn: 'var(--warn-ink)',
  stall: 'var(--stall-ink)',
  stop: 'var(--stop-ink)',
  rewind: 'var(--rewind-ink)',
  missing: 'var(--ink-3)',
} as const

export function NodeLink({ href, label, children }: { href: string; label: string; children: ReactNode }) {
  return (
    <Link href={href} aria-label={label} className="[&:hover_text]:underline" prefetch={false}>
      {children}
    </Link>
  )
}

/** One lap of the drift (36 units) takes this long at 1 event a second; faster with the root of the rate. */
const LAP_SECONDS = 9
export function Channel({
  d,
  width,
  density,
  perSecond,
}: {
  d: string
  width: number
  density: number
  perSecond: number | null
}) {
  if (perSecond === null)
    return <path d={d} fill="none" stroke="var(--rule-2)" strokeWidth="1.5" strokeDasharray="3 3" />
  return (
    <>
      <path d={d} fill="none" stroke={`var(--density-${density})`} strokeWidth={Math.max(2, width)} />
      {perSecond > 0 && (
        <path
          className="drift"
          d={d}
          fill="none"
          stroke="var(--paper)"
          strokeOpacity="0.38"
          strokeWidth={Math.max(1, width - 4)}
          strokeDasharray="1.5 34.5"
          style={{ animationDuration: `${(LAP_SECONDS / Math.sqrt(Math.max(1, perSecond))).toFixed(1)}s` }}
        />
      )}
    </>
  )
}

export function ChannelWords({
  x,
  y,
  width,
  perSecond,
  word,
}: {
  x: number
  y: number
  width: number
  perSecond: number | null
  word: string
}) {
  return (
    <>
      <text x={x} y={y - width / 2 - 7} textAnchor="middle" style={strong}>
        {rate(perSecond)}
      </text>
      <text x={x} y={y + width / 2 + 15} textAnchor="middle">
        {word}
      </text>
    </>
  )
}
