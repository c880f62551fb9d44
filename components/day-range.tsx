'use client'

import { parseAsString, useQueryStates } from 'nuqs'
import { Choices } from './choices.tsx'
import { useNow } from './clock.tsx'
import { DAY_MS, type Days, dayOf, daysOf, isDay } from './days.ts'

export const useDays = (): [Days, (days: { from: string | null; to: string | null }) => void] => {
  const now = useNow(60_000)
  const [asked, setAsked] = useQueryStates({ from: parseAsString, to: parseAsString }, { history: 'push' })
  return [daysOf(asked, now), (days) => void setAsked(days)]
}

const SPANS = [
  { key: 'today', words: 'Today', days: 1, back: 0 },
  { key: 'yesterday', words: 'Yesterday', days: 1, back: 1 },
  { key: 'week', words: '7 days', days: 7, back: 0 },
  { key: 'month', words: '31 days', days: 31, back: 0 },
] as const

/** The billing day is UTC's: the range is of whole days, named as such. */
export function DayRange({
  days,
  onDays,
}: {
  days: Days
  onDays: (days: { from: string | null; to: string | null }) => void
}) {
  const now = useNow(60_000)
  const spanOf = ({ days: length, back }: (typeof SPANS)[number]) => {
    const end = Date.parse(dayOf(now)) + DAY_MS - back * DAY_MS
    return { from: dayOf(end - length * DAY_MS), to: dayOf(end) }
  }
  const chosen = SPANS.find((span) => spanOf(span).from === days.from && spanOf(span).to === days.to)?.key ?? null
  return (
    <div className="flex flex-wrap items-center gap-x-4 text-12">
      <Choices
        label="Days"
        values={SPANS.map(({ key }) => key)}
        chosen={chosen}
        words={(key) => SPANS.find((span) => span.key === key)?.words}
        onChoose={(key) => {
          const span = SPANS.find((s) => s.key === key)
          if (span) onDays(key === 'today' ? { from: null, to: null } : spanOf(span))
        }}
      />
      <label className="flex items-center gap-1.5 text-ink-2">
        Day
        <input
          className="field"
          type="date"
          max={dayOf(now)}
          value={days.from}
          onChange={(event) => {
            const from = event.target.value
            if (isDay(from)) onDays({ from, to: dayOf(Date.parse(from) + DAY_MS) })
          }}
        />
      </label>
      <span className="text-ink-3">{days.words}, UTC</span>
    </div>
  )
}
