import type { ReactNode } from 'react'
import type { FileState } from '../domain/file-states.ts'

/**
 * The shapes of the states: every colour has one, so that nothing is told by hue alone. Drawn on a field of 12, no
 * library: these shapes mean something here and nothing elsewhere.
 */
const square = (fill: string, stroke?: string) => (
  <path d="M1.5 1.5h9v9h-9z" fill={fill} stroke={stroke} strokeWidth={stroke ? 1 : undefined} />
)

const SHAPES = {
  ok: <circle cx="6" cy="6" r="3.25" fill="none" stroke="var(--ok-ink)" strokeWidth="1.5" />,
  warn: <path d="M6 1.6 11.2 10.6H.8Z" fill="var(--warn)" stroke="var(--warn-ink)" strokeLinejoin="round" />,
  stall: (
    <path d="M2.2 1.5h2.9v9H2.2zM6.9 1.5h2.9v9H6.9z" fill="var(--stall)" stroke="var(--stall-ink)" strokeWidth=".8" />
  ),
  stop: square('var(--stop)'),
  rewind: <path d="M6 1.8v8.4L1 6zM11 1.8v8.4L6 6z" fill="var(--rewind)" />,
  dead: <path d="M6 .8 11.2 6 6 11.2.8 6Z" fill="var(--dead)" />,
  'dead-known': <path d="M6 1.4 10.6 6 6 10.6 1.4 6Z" fill="none" stroke="var(--dead-ink)" strokeWidth="1.2" />,
  open: (
    <>
      <path
        d="M2 1v8.5a1.5 1.5 0 0 0 1.5 1.5h5A1.5 1.5 0 0 0 10 9.5V1"
        fill="none"
        stroke="var(--density-4)"
        strokeWidth="1.3"
      />
      <path d="M2.7 6.5h6.6v2.7a1 1 0 0 1-1 1H3.7a1 1 0 0 1-1-1Z" fill="var(--density-2)" />
    </>
  ),
  flight: square('var(--density-1)', 'var(--density-4)'),
  accepted: square('var(--density-2)', 'var(--density-4)'),
  closed: square('var(--density-3)', 'var(--density-4)'),
  balanced: square('var(--density-4)'),
  submitting: square('var(--density-5)'),
  imported: <path d="M2.5 2.5h7v7h-7z" fill="var(--density-6)" />,
  unknown: (
    <>
      <path d="M1.6 1.6h8.8v8.8H1.6z" fill="none" stroke="var(--warn-ink)" strokeWidth="1.3" strokeDasharray="2 1.6" />
      <path
        d="M4.4 4.8c0-2.3 3.3-2.2 3.3-.2 0 1.1-1.5 1.2-1.5 2.3M6.1 8.5v.6"
        fill="none"
        stroke="var(--warn-ink)"
        strokeWidth="1.2"
      />
    </>
  ),
  rejected: (
    <>
      <path d="M1.6 1.6h8.8v8.8H1.6z" fill="none" stroke="var(--ink-3)" strokeWidth="1.1" />
      <path d="M1.6 6l4.4-4.4M1.6 10.4l8.8-8.8M6 10.4 10.4 6" stroke="var(--ink-3)" strokeWidth="1.1" />
    </>
  ),
  aside: <path d="M1.6 1.6h8.8v8.8H1.6zM1.6 10.4l8.8-8.8" fill="none" stroke="var(--ink-3)" strokeWidth="1.2" />,
  missing: <path d="M1.6 1.6h8.8v8.8H1.6z" fill="var(--missing)" stroke="var(--ink-3)" strokeDasharray="1.5 1.5" />,
  now: <circle cx="6" cy="6" r="4" fill="var(--ink)" />,
} as const satisfies Record<string, ReactNode>

export type GlyphName = keyof typeof SHAPES

/** Decoration beside a word that says the same: always hidden from screen readers. */
export function Glyph({ name, size = 12 }: { name: GlyphName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden="true">
      {SHAPES[name]}
    </svg>
  )
}

/** The same shape inside another drawing, its top left corner at x, y. */
export function GlyphAt({ name, x, y }: { name: GlyphName; x: number; y: number }) {
  return <g transform={`translate(${x} ${y})`}>{SHAPES[name]}</g>
}

/** The mark of a site: first filled, second open, others barred. Sites have no hue. */
export function SiteGlyph({ index, size = 9 }: { index: number; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 9 9" aria-hidden="true">
      <SiteShape index={index} />
    </svg>
  )
}
export function SiteShape({ index }: { index: number }) {
  if (index === 0) return <path d="M1 1h7v7H1z" fill="var(--site-1)" />
  return (
    <>
      <path d="M1.5 1.5h6v6h-6z" fill="none" stroke="var(--site-2)" strokeWidth="1.5" />
      {index > 1 && <path d="M1.5 4.5h6" stroke="var(--site-2)" strokeWidth="1.5" />}
    </>
  )
}

/** Word and shape of a file's state, in the order in which a file takes them. */
export const FILE_STATE_LOOK: Readonly<
  Record<FileState, { word: string; glyph: GlyphName; needsPerson?: 'stop' | 'warn' }>
> = {
  open: { word: 'Open', glyph: 'open' },
  closing: { word: 'Closing', glyph: 'closed' },
  closed: { word: 'Closed', glyph: 'closed' },
  balanced: { word: 'Balanced', glyph: 'balanced' },
  submitting: { word: 'Submitting', glyph: 'submitting' },
  submitted: { word: 'Submitted', glyph: 'submitting' },
  imported: { word: 'Imported', glyph: 'imported' },
  refused: { word: 'Refused', glyph: 'stop', needsPerson: 'stop' },
  unknown: { word: 'Outcome unknown', glyph: 'unknown', needsPerson: 'warn' },
  quarantined: { word: 'Quarantined', glyph: 'stop', needsPerson: 'stop' },
}

/** Only the glyph carries colour in a row; the word takes it only when a person must act. */
export function FileStateMark({ state, word }: { state: FileState; word?: string }) {
  const look = FILE_STATE_LOOK[state]
  const ink = look.needsPerson === 'stop' ? 'text-stop-ink' : look.needsPerson === 'warn' ? 'text-warn-ink' : ''
  return (
    <span className={`st ${ink}`}>
      <Glyph name={look.glyph} />
      {word ?? look.word}
    </span>
  )
}
