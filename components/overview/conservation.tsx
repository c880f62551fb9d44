import Link from 'next/link'
import { count } from '../format.ts'
import { Glyph } from '../glyph.tsx'

/** `events in = submitted + in files + in flight + rejected + duplicates + dead letters`, for one UTC day. */
export type Books = {
  readonly eventsIn: string
  readonly submitted: string
  readonly inFiles: string
  readonly inFlight: string
  readonly rejected: string
  readonly duplicates: string
  readonly deadLetters: string
  readonly setAside: string
  /** Events in minus all places. null: cannot be known now. */
  readonly difference: string | null
}

const PLACES = [
  { key: 'submitted', words: 'submitted', className: '', style: { background: 'var(--density-6)' } },
  { key: 'inFiles', words: 'in files, not yet submitted', className: '', style: { background: 'var(--density-3)' } },
  {
    key: 'inFlight',
    words: 'in flight',
    className: '',
    style: { background: 'var(--density-1)', boxShadow: 'inset 0 0 0 1px var(--density-3)' },
  },
  { key: 'rejected', words: 'rejected, with a reason', className: 'hatch', style: {} },
  { key: 'duplicates', words: 'duplicates', className: 'dots', style: {} },
  { key: 'deadLetters', words: 'dead letters', className: '', style: { background: 'var(--dead)' } },
  { key: 'setAside', words: 'set aside', className: 'hatch', style: {} },
] as const

export function Conservation({
  books,
  day,
  note,
  lists = {},
}: {
  books: Books
  day: string
  note: string
  /** Where the list behind a place is. */
  lists?: Partial<Record<(typeof PLACES)[number]['key'], string>>
}) {
  // a place that is empty and belongs to a later part of the product is left out, not shown as zero
  const places = PLACES.filter((place) => place.key !== 'setAside' || books.setAside !== '0')
  const equal = books.difference === '0'
  return (
    <section aria-label="Conservation" className="border-t border-rule-2">
      <div className="sec">
        <h3 className="cut">Every event of {day} has one place</h3>
        <span className="q max-md:hidden">{note}</span>
        <span className="flex-1" />
        <span className={`st text-12 ${equal || books.difference === null ? '' : 'text-stop-ink'}`}>
          <Glyph name={books.difference === null ? 'missing' : equal ? 'ok' : 'stop'} />
          difference <b>{count(books.difference)}</b>
        </span>
      </div>
      <div className="flex h-2.5 gap-px" aria-hidden="true">
        {places.map((place) =>
          books[place.key] === '0' ? null : (
            <span
              key={place.key}
              className={`min-w-0.5 ${place.className}`}
              title={`${count(books[place.key])} ${place.words}`}
              style={{ ...place.style, flex: `${Number(books[place.key])} 0 0` }}
            />
          ),
        )}
        {books.eventsIn === '0' && <span className="flex-1 bg-paper-3" />}
      </div>
      <div className="equation">
        <div>
          <b>{count(books.eventsIn)}</b>
          <span>events in</span>
        </div>
        {places.map((place, index) => (
          <Term key={place.key} sign={index === 0 ? (books.difference === null || equal ? '=' : '≠') : '+'}>
            <b>{count(books[place.key])}</b>
            <span>
              <span className={`mr-[5px] inline-block size-2 ${place.className}`} style={place.style} />
              <Listed href={lists[place.key]}>{place.words}</Listed>
            </span>
          </Term>
        ))}
      </div>
    </section>
  )
}

function Listed({ href, children }: { href: string | undefined; children: React.ReactNode }) {
  return href === undefined ? (
    children
  ) : (
    <Link className="link" href={href} prefetch={false}>
      {children}
    </Link>
  )
}

/** ≠ and friends are not in the Latin subset of the face: drawn, not written. */
function Term({ sign, children }: { sign: '=' | '≠' | '+'; children: React.ReactNode }) {
  return (
    <>
      <i aria-hidden="true">
        {sign === '≠' ? (
          <svg
            width="11"
            height="22"
            viewBox="0 0 11 22"
            fill="none"
            stroke="var(--stop-ink)"
            strokeWidth="1.5"
            aria-hidden="true"
          >
            <path d="M1 9h9M1 13h9M8 5 3 17" />
          </svg>
        ) : (
          sign
        )}
      </i>
      <div>{children}</div>
    </>
  )
}
