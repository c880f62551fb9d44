'use client'

import { useNow, useZone } from '../clock.tsx'
import { dayMonth, hourMinute, utcDay } from '../format.ts'

/** What interrupted the flow: drawn in its state's colour, said in words on hover and to screen readers. */
export type StemMark = {
  readonly from: string
  /** null: not over. */
  readonly to: string | null
  readonly state: 'warn' | 'stall' | 'stop' | 'rewind' | 'dead'
  readonly words: string
}

const HOUR = 3_600_000
/** What `00:40` takes at the right edge, and a gap. */
const LIVE_LABEL_PX = 44

/**
 * The Stem: the page's span as one graduated rule, ending at the live edge. Every half hour has a graduation, every
 * second hour a label, 00:00 UTC (the billing day) its name; the ink bar is the range that the page shows.
 */
export function Stem({ hours = 24, from, marks = [] }: { hours?: number; from?: number; marks?: readonly StemMark[] }) {
  const zone = useZone()
  const end = useNow(60_000)
  const start = end - hours * HOUR
  const span = end - start
  const at = (time: number): string => `${(((time - start) / span) * 100).toFixed(2)}%`
  const today = utcDay(end)
  const rangeStart = Math.max(start, from ?? today)

  const half: number[] = []
  for (let t = Math.ceil(start / (HOUR / 2)) * (HOUR / 2); t < end; t += HOUR / 2) half.push(t)
  const hoursOfZone = half.filter((t) => Number(hourMinute(t, zone).slice(3)) === 0)
  const labelled = hoursOfZone.filter((t) => Number(hourMinute(t, zone).slice(0, 2)) % 2 === 0)
  // a label too near to another one would be unreadable: the live edge and the billing day win
  const coversDay = (t: number) =>
    end - today < span * 0.1
      ? t > today - span * 0.07 && t <= today
      : t < today + span * 0.06 && t > today - span * 0.02
  // five figures at each of two labels: 0.035 touches on a laptop
  const near = (t: number, other: number) => Math.abs(t - other) < span * 0.048
  return (
    <section
      className="stem"
      aria-label={`Time: the last ${hours} hours. Shown: since ${hourMinute(rangeStart, zone)}, ${marks.length} interruptions`}
    >
      <svg className="absolute bottom-0 left-0" width="100%" height="9" aria-hidden="true">
        {half.map((t) => {
          const big = labelled.includes(t)
          return <line key={t} x1={at(t)} x2={at(t)} y1={big ? 0 : 5} y2="9" className={big ? 'hour' : undefined} />
        })}
      </svg>
      {marks.map((mark) => {
        const markFrom = Math.max(start, Date.parse(mark.from))
        const markTo = Math.min(end, mark.to === null ? end : Date.parse(mark.to))
        if (markTo < start) return null
        return (
          <span
            key={`${mark.from} ${mark.words}`}
            className="absolute bottom-0 h-[9px] min-w-[3px]"
            title={mark.words}
            role="img"
            aria-label={mark.words}
            style={{
              left: at(markFrom),
              width: `${((markTo - markFrom) / span) * 100}%`,
              background: `var(--${mark.state})`,
            }}
          />
        )
      })}
      {labelled
        .filter((t) => !near(t, end) && !coversDay(t))
        .filter((t) => t - start > span * 0.015)
        .map((t, index) => (
          <span
            key={t}
            className={`stem-label ${index % 4 !== 1 || Math.abs(t - today) < span * 0.28 || end - t < span * 0.16 ? 'max-md:hidden' : ''}`}
            style={{ left: at(t) }}
          >
            {hourMinute(t, zone)}
          </span>
        ))}
      {today > start &&
        // the name stands right of its mark, left of it where the live edge is too near; a phone has a third of the width
        (['wide', 'narrow'] as const).map((width) => {
          const left = end - today < span * (width === 'wide' ? 0.1 : 0.36)
          return (
            <span
              key={width}
              className={`stem-label z-10 bg-paper font-medium text-ink ${width === 'wide' ? 'max-md:hidden' : 'md:hidden'}`}
              style={
                left
                  ? // and never over the live edge's own five figures, in the first half hour of a day
                    {
                      right: `max(${(((end - today) / span) * 100).toFixed(2)}% + 5px, ${LIVE_LABEL_PX}px)`,
                      transform: 'none',
                    }
                  : { left: `calc(${at(today)} + 5px)`, transform: 'none' }
              }
            >
              {dayMonth(today, 'UTC')} UTC
            </span>
          )
        })}
      <span className="stem-label right-0 font-semibold text-ink" style={{ transform: 'none' }}>
        {hourMinute(end, zone)}
      </span>
      <span className="absolute right-0 -bottom-0.5 h-[3px] bg-ink" style={{ left: at(rangeStart) }} aria-hidden="true">
        <span className="absolute bottom-0 left-0 h-6 w-px bg-ink" />
        <span className="absolute right-0 bottom-0 h-6 w-px bg-ink" />
      </span>
    </section>
  )
}
