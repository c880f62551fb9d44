'use client'

import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts'
import { duration, hourMinute } from '../format.ts'
import type { StemMark } from '../frame/stem.tsx'

/** Loaded after the first paint into a frame of fixed size: recharts is no part of the first load. */
export type LatencyPoint = {
  readonly at: number
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
}

const TICKS = [0.1, 1, 10, 60, 600, 3600] as const
const WORDS: Readonly<Record<number, string>> = {
  0.1: '0.1 s',
  1: '1 s',
  10: '10 s',
  60: '1 min',
  600: '10 min',
  3600: '1 h',
}
const HOUR = 3_600_000
const isIncident = (mark: StemMark) => mark.state === 'stop' || mark.state === 'stall'

export function LatencyChart({
  points,
  from,
  to,
  zone,
  marks,
  now,
}: {
  points: readonly LatencyPoint[]
  from: number
  to: number
  zone: string
  marks: readonly StemMark[]
  now: { readonly p50Ms: number | null; readonly p95Ms: number | null; readonly p99Ms: number | null }
}) {
  const most = Math.max(10, ...points.map((p) => p.p99 ?? 0))
  const least = Math.min(1, ...points.map((p) => p.p50 ?? 1).filter((v) => v > 0))
  const low = least < 0.5 ? 0.1 : 0.5
  const high = TICKS.find((t) => t >= most * 1.15) ?? 3600
  const ticks = TICKS.filter((t) => t >= low && t <= high)
  const hours: number[] = []
  for (let t = Math.ceil(from / HOUR) * HOUR; t < to; t += HOUR) hours.push(t)
  const step = to - from > 8 * HOUR ? 4 : 1
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart
        data={points as LatencyPoint[]}
        margin={{ top: 6, right: 66, bottom: 2, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid
          vertical={false}
          stroke="var(--rule)"
          shapeRendering="crispEdges"
          horizontalValues={[...ticks]}
          syncWithTicks
        />
        {/* only what stood still is washed: an hour of slight delay is in the lines already */}
        {marks.filter(isIncident).map((mark) => (
          <ReferenceArea
            key={`${mark.from} ${mark.words}`}
            x1={Math.max(from, Date.parse(mark.from))}
            x2={Math.min(to, mark.to === null ? to : Date.parse(mark.to))}
            fill={`var(--${mark.state}-wash)`}
            fillOpacity={1}
            ifOverflow="hidden"
          />
        ))}
        <XAxis
          dataKey="at"
          type="number"
          domain={[from, to]}
          ticks={hours.filter((_, i) => i % step === 0)}
          tickFormatter={(t: number) => hourMinute(t, zone)}
          tick={{ fontSize: 10.5, fill: 'var(--ink-3)' }}
          tickLine={false}
          axisLine={{ stroke: 'var(--rule-2)' }}
          height={22}
          interval={0}
        />
        <YAxis
          type="number"
          scale="log"
          domain={[low, high]}
          allowDataOverflow
          ticks={[...ticks]}
          tick={(tick: { x: number | string; y: number | string; payload: { value: number } }) => (
            <text x={tick.x} y={Number(tick.y) + 3.5} textAnchor="end">
              {WORDS[tick.payload.value] ?? ''}
            </text>
          )}
          tickLine={false}
          axisLine={false}
          width={40}
          interval={0}
        />
        <ReferenceLine x={to} stroke="var(--ink)" shapeRendering="crispEdges" />
        {endLabels(now, low, high).map((label) => (
          <ReferenceLine
            key={label.key}
            y={label.y}
            stroke="none"
            label={(at: { viewBox?: { x?: number; y?: number; width?: number } }) => (
              <text
                x={(at.viewBox?.x ?? 0) + (at.viewBox?.width ?? 0) + 6}
                y={(at.viewBox?.y ?? 0) + 4}
                style={{ fontSize: 12, fontWeight: 600, fill: label.ink }}
              >
                {label.words}
              </text>
            )}
          />
        ))}
        {(['p99', 'p95', 'p50'] as const).map((key) => (
          <Line
            key={key}
            dataKey={key}
            dot={false}
            activeDot={false}
            isAnimationActive={false}
            connectNulls={false}
            type="linear"
            stroke={key === 'p50' ? 'var(--density-5)' : key === 'p95' ? 'var(--ink-2)' : 'var(--ink)'}
            strokeWidth={1.25}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  )
}

const shortSeconds = (seconds: number) => (seconds < 9.95 ? duration(seconds) : `${Math.round(seconds)} s`)

/** Lines are labelled at their right end with name and current value, kept apart so that they can be read. */
const APART = 1.28 // factor on the log scale: about 13 px in this frame
const endLabels = (
  now: { readonly p50Ms: number | null; readonly p95Ms: number | null; readonly p99Ms: number | null },
  low: number,
  high: number,
) => {
  const apart = APART ** (Math.log10(high / low) / 1.4)
  let above = 0
  return (['p50', 'p95', 'p99'] as const).flatMap((key) => {
    const value = now[`${key}Ms`]
    if (value === null) return []
    const seconds = value / 1000
    const y = Math.min(high, Math.max(low, seconds, above * apart))
    above = y
    const ink = seconds > 60 ? 'var(--warn-ink)' : key === 'p50' ? 'var(--density-ink)' : 'var(--ink)'
    return [
      {
        key,
        y,
        words: `${key} ${seconds < 100 ? shortSeconds(seconds) : duration(Math.round(seconds / 60) * 60)}`,
        ink,
      },
    ]
  })
}
