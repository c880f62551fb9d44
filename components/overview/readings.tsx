import Link from 'next/link'
import type { ReactNode } from 'react'
import { Glyph, type GlyphName } from '../glyph.tsx'

/** One sentence for one person: what is wrong, how bad, since when, what next, with the action beside it. */
export type ReadingView = {
  readonly glyph: GlyphName
  readonly title: string
  readonly detail: ReactNode
  readonly action?: { readonly href: string; readonly words: string } | undefined
}

export function Readings({ readings }: { readings: readonly { for: string; reading: ReadingView }[] }) {
  return (
    <section className="readings" aria-label="The Reading">
      {readings.map(({ for: person, reading }) => (
        <div key={person} data-reading={person}>
          <h2>
            <Glyph name={reading.glyph} />
            <span>{reading.title}</span>
          </h2>
          <p>
            {reading.detail}{' '}
            {reading.action && (
              <Link className="link whitespace-nowrap" href={reading.action.href}>
                {reading.action.words}
              </Link>
            )}
          </p>
        </div>
      ))}
    </section>
  )
}

/** The one Reading of a page, with its actions at the right. */
export function Verdict({
  reading,
  tight = false,
  children,
}: {
  reading: ReadingView
  tight?: boolean
  children?: ReactNode
}) {
  return (
    <section className={`verdict ${tight ? 'pt-[9px]! pb-2!' : ''}`} aria-label="The Reading">
      <div>
        <h2>
          <Glyph name={reading.glyph} size={14} />
          <span>{reading.title}</span>
        </h2>
        <p>
          {reading.detail}{' '}
          {reading.action && (
            <Link className="link whitespace-nowrap" href={reading.action.href}>
              {reading.action.words}
            </Link>
          )}
        </p>
      </div>
      {children && <div className="acts flex flex-wrap items-center gap-2">{children}</div>}
    </section>
  )
}
