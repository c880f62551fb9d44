import Link from 'next/link'
import type { Passport } from '../../domain/api/line-items.ts'
import { Time } from '../clock.tsx'
import { clockMillis, count, duration, shortFileName } from '../format.ts'
import { Id } from '../frame/copy.tsx'
import { Glyph, type GlyphName } from '../glyph.tsx'
import { to } from '../paths.ts'

/** The passport as a tube that fills: each step has its density, a rejection is hatched, what is to come is empty. */
type Step = Passport['timeline'][number]

const HATCH = 'repeating-linear-gradient(135deg, var(--rejected) 0 1.25px, transparent 1.25px 5px)'
const LOOK: Readonly<Record<Step['step'], { glyph: GlyphName; fill: string }>> = {
  happened: { glyph: 'ok', fill: 'var(--density-1)' },
  recorded: { glyph: 'ok', fill: 'var(--density-1)' },
  relayed: { glyph: 'ok', fill: 'var(--density-1)' },
  rejected: { glyph: 'rejected', fill: HATCH },
  released: { glyph: 'ok', fill: HATCH },
  set_aside: { glyph: 'aside', fill: HATCH },
  accepted: { glyph: 'accepted', fill: 'var(--density-2)' },
  in_file: { glyph: 'closed', fill: 'var(--density-3)' },
  booked: { glyph: 'closed', fill: 'var(--density-3)' },
  closed: { glyph: 'closed', fill: 'var(--density-3)' },
  balanced: { glyph: 'balanced', fill: 'var(--density-4)' },
  submitted: { glyph: 'submitting', fill: 'var(--density-5)' },
  imported: { glyph: 'imported', fill: 'var(--density-6)' },
  refused: { glyph: 'stop', fill: 'var(--stop)' },
  quarantined: { glyph: 'stop', fill: 'var(--stop)' },
  unknown: { glyph: 'unknown', fill: 'var(--density-5)' },
}

export function Journey({ passport }: { passport: Passport }) {
  const start = passport.timeline.find((step) => step.at !== null)?.at ?? null
  return (
    <ol className="journey pt-2.5 pb-1.5" aria-label="From event to Zuora">
      {passport.timeline.map((step, index) => {
        const look = LOOK[step.step]
        const coming = !step.isDone
        const before = passport.timeline[index - 1]
        const fill = coming ? 'var(--paper)' : look.fill
        const fillBefore = before?.isDone ? LOOK[before.step].fill : 'var(--paper)'
        return (
          <li key={`${step.step} ${step.at ?? ''} ${step.words}`} className={coming ? 'text-ink-3' : undefined}>
            <div className="pt-px text-right text-12 leading-[17px]">
              {step.at === null ? (
                <span className="text-ink-3">
                  {coming ? 'to come' : step.step === 'recorded' ? 'time not read' : 'time not kept'}
                </span>
              ) : (
                <>
                  <Time
                    at={step.at}
                    show={(at, _, zone) => (step.isBy ? `by ${clockMillis(at, zone)}` : clockMillis(at, zone))}
                    className="block font-medium max-md:text-11"
                  />
                  <span className="text-11 text-ink-3">{start === null ? '' : passed(start, step.at)}</span>
                </>
              )}
            </div>
            <i
              className="tube"
              aria-hidden="true"
              style={
                {
                  '--here': fill,
                  '--before': fillBefore.startsWith('repeating') ? `${fillBefore}, var(--paper)` : fillBefore,
                } as React.CSSProperties
              }
            />
            <div className="min-w-0 pb-2.5">
              <h3 className="flex min-w-0 items-baseline gap-2 text-13 leading-[19px] font-semibold">
                <span className="max-md:hidden">{coming ? <Glyph name="missing" /> : <Glyph name={look.glyph} />}</span>
                <span className={`min-w-0 ${coming ? 'font-normal' : ''}`}>{step.words}</span>
              </h3>
              <div className="text-12 leading-[17px] text-ink-2 md:pl-5">
                <Detail step={step} passport={passport} />
              </div>
            </div>
          </li>
        )
      })}
    </ol>
  )
}

const passed = (start: string, at: string): string => {
  const seconds = (Date.parse(at) - Date.parse(start)) / 1000
  if (seconds === 0) return '0 s'
  return `${seconds < 0 ? '' : '+'}${seconds > 0 && seconds < 1 ? `${seconds.toFixed(2)} s` : duration(seconds)}`
}

function Detail({ step, passport }: { step: Step; passport: Passport }) {
  const { place } = step
  const placeStep = passport.timeline.find((one) => one.step === 'in_file' || one.step === 'booked')
  return (
    <>
      {step.step === 'happened' && (
        <>
          {passport.event?.repositoryName && (
            <p>
              {passport.event.repositoryName}
              {passport.event.repositoryVisibility && `, ${passport.event.repositoryVisibility.toLowerCase()}`}
            </p>
          )}
          <p className="text-ink-3">
            event <Id value={passport.eventId} what="the event id" />
          </p>
        </>
      )}
      {step === placeStep && passport.file && (
        <p>
          <Link className="link mono" href={to.file(passport.file.id, { row: String(passport.rowNumber ?? '') })}>
            {shortFileName(passport.file.name)}
          </Link>
          , row {count(passport.rowNumber)}. One place, and it never moves.
        </p>
      )}
      {place && (
        <p className="text-ink-3">
          <Id value={`${place.topic}:${place.partition}:${place.offset}@${place.site}`} what="the place in the log" />
        </p>
      )}
    </>
  )
}
