import { amount, inColumn } from '../format.ts'
import type { DayBars } from './usage.ts'

/** A bar a day, from 0; today drawn with lines, because it is not over; the month before as a thin step line behind. */
const H = 72
const LEFT = 34
const TOP = 8

/** On a phone charts stand below each other, so wide. */
const PHONE_WIDTH = 358

export function DayBarsChart({
  bars,
  first,
  today,
  month,
  of,
}: {
  bars: DayBars
  first: boolean
  today: number | null
  month: string
  /** How many stand beside each other: their fields share the sheet's width. */
  of: number
}) {
  return (
    <div
      className={`min-w-0 px-5 pb-1.5 max-md:px-0 ${first ? 'pl-0' : 'border-l border-rule max-md:border-l-0 max-md:pl-0'}`}
    >
      <div className="sec">
        <h3>{bars.title}</h3>
        <span className="q">{bars.unit} a day</span>
        <span className="flex-1" />
        <b className="text-13">{inColumn(bars.total, bars.total.includes('.') ? 3 : 0)}</b>
      </div>
      <div className="max-md:hidden">
        <Bars width={Math.round(1216 / of) - (first ? 20 : 40)} bars={bars} today={today} month={month} />
      </div>
      <div className="md:hidden">
        <Bars width={PHONE_WIDTH} bars={bars} today={today} month={month} />
      </div>
    </div>
  )
}

function Bars({ width, bars, today, month }: { width: number; bars: DayBars; today: number | null; month: string }) {
  const most = niceMost(Math.max(1e-9, ...bars.days.map((d) => d ?? 0), ...bars.before))
  const pitch = (width - LEFT) / bars.days.length
  const y = (value: number) => TOP + H - (value / most) * H
  const before = bars.before
    .slice(0, bars.days.length)
    .map(
      (value, index) =>
        `${index === 0 ? 'M' : 'V'}${index === 0 ? `${LEFT} ${y(value).toFixed(1)}` : y(value).toFixed(1)}H${(LEFT + (index + 1) * pitch).toFixed(1)}`,
    )
    .join('')
  const id = `today-${bars.product}-${width}`
  return (
    <svg
      width="100%"
      height={TOP + H + 18}
      viewBox={`0 0 ${width} ${TOP + H + 18}`}
      preserveAspectRatio="xMinYMin meet"
      role="img"
      aria-label={`${bars.title}, ${bars.unit} a day in ${month}: ${bars.total} in all`}
    >
      <defs>
        <pattern id={id} width="4" height="3" patternUnits="userSpaceOnUse">
          <path d="M0 1.500H4" stroke={`var(--product-${bars.product})`} strokeWidth="1" />
        </pattern>
      </defs>
      {[1, 0.5, 0].map((share) => (
        <g key={share}>
          <path className="axis" d={`M${LEFT} ${y(most * share)}H${width}`} />
          <text x={LEFT - 6} y={y(most * share) + 3.5} textAnchor="end">
            {short(most * share)}
          </text>
        </g>
      ))}
      {bars.days.map((value, index) =>
        value === null || value === 0 ? null : (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a day is its place
            key={index}
            x={LEFT + index * pitch + 0.75}
            width={pitch - 1.5}
            y={y(value)}
            height={Math.max(1, TOP + H - y(value))}
            fill={index + 1 === today ? `url(#${id})` : `var(--product-${bars.product})`}
            stroke={index + 1 === today ? `var(--product-${bars.product})` : undefined}
            strokeWidth="0.75"
          />
        ),
      )}
      {bars.before.some((value) => value > 0) && <path d={before} fill="none" stroke="var(--ink-2)" strokeWidth="1" />}
      {today !== null && (
        <path d={`M${LEFT + today * pitch} ${TOP - 6}V${TOP + H}`} stroke="var(--ink)" shapeRendering="crispEdges" />
      )}
      {[1, 8, 15, 22, 29].map((day) =>
        day > bars.days.length ? null : (
          <text key={day} x={LEFT + (day - 0.5) * pitch} y={TOP + H + 14} textAnchor="middle">
            {day}
          </text>
        ),
      )}
    </svg>
  )
}

/** The next of 1, 2, 4, 5, 6, 8 times a power of ten. */
const niceMost = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 4, 5, 6, 8, 10].find((step) => step * power >= value) ?? 10) * power
}
const short = (value: number): string =>
  value === 0
    ? '0'
    : value >= 1000
      ? `${amount(value / 1000, value % 1000 === 0 ? 0 : 1)} k`
      : value >= 10
        ? amount(value, 0)
        : amount(value, value % 1 === 0 ? 0 : value < 1 ? 2 : 1)
