'use client'

import { useState } from 'react'
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { clock, dayMonth, hourMinute, rate } from '../format.ts'
import { type Grid, niceMost } from './series.ts'

/** Loaded after the first paint into a frame of fixed size: recharts is no part of the first load. */
export type ChartLine = { readonly key: string; readonly stroke: string; readonly dash?: string }

const HOUR = 3_600_000
const DAY_MINUTES = 1_440
const TICK_STEPS = [
  ...[5, 10, 15, 30, 60, 120, 180, 360, 720],
  ...[1, 2, 7, 14, 28].map((days) => days * DAY_MINUTES),
].map((minutes) => minutes * 60_000)
const TICKS_MAX = 9

const timeTicks = (from: number, to: number): number[] => {
  const step = TICK_STEPS.find((s) => (to - from) / s <= TICKS_MAX) ?? 56 * 24 * HOUR
  const ticks: number[] = []
  for (let at = Math.ceil(from / step) * step; at < to - step * 0.2; at += step) ticks.push(at)
  return ticks
}

/** Lines of levels over time: straight between samples, broken where nobody was heard, drag chooses a stretch of time. */
export function TimeChart({
  grid,
  lines,
  zone,
  live,
  small = false,
  steps = false,
  onZoom,
}: {
  grid: Grid
  lines: readonly ChartLine[]
  zone: string
  live: boolean
  /** One of several that share the time axis of the last. */
  small?: boolean
  /** Values of whole hours: steps, not slopes. */
  steps?: boolean
  onZoom: (from: number, to: number) => void
}) {
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null)
  const first = grid.steps[0] ?? 0
  const last = (grid.steps.at(-1) ?? first) + grid.stepMs
  const data = grid.steps.map((at, i) => ({
    at,
    ...Object.fromEntries(
      grid.lines.flatMap(({ key, values, before }) => [
        [`now ${key}`, values[i]],
        ...(before ? [[`then ${key}`, before[i]]] : []),
      ]),
    ),
  }))
  const shown = grid.lines.filter(({ key }) => lines.some((line) => line.key === key))
  const most = niceMost(
    Math.max(...shown.flatMap(({ values, before }) => [...values, ...(before ?? [])].map((v) => v ?? 0)), 0),
  )
  const ticks = small ? [0, most] : [0, most / 2, most]
  const labelOf = (at: number) => (last - first > 36 * HOUR ? dayMonth(at, zone) : hourMinute(at, zone))
  const timeOf = (event: { activeLabel?: string | number | undefined }) =>
    event.activeLabel === undefined ? null : Number(event.activeLabel)
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart
        data={data}
        margin={{ top: small ? 10 : 6, right: 8, bottom: small ? 8 : 0, left: 0 }}
        accessibilityLayer={false}
        syncId="throughput"
        syncMethod="value"
        onMouseDown={(event) => {
          const at = timeOf(event)
          if (at !== null) setDrag({ from: at, to: at })
        }}
        onMouseMove={(event) => {
          const at = timeOf(event)
          if (drag && at !== null) setDrag({ ...drag, to: at })
        }}
        onMouseUp={() => {
          if (drag && drag.from !== drag.to)
            onZoom(Math.min(drag.from, drag.to), Math.max(drag.from, drag.to) + grid.stepMs)
          setDrag(null)
        }}
        onMouseLeave={() => setDrag(null)}
      >
        <CartesianGrid
          vertical={false}
          stroke="var(--rule)"
          shapeRendering="crispEdges"
          horizontalValues={ticks}
          syncWithTicks
        />
        <XAxis
          dataKey="at"
          type="number"
          domain={[first, last]}
          ticks={timeTicks(first, last)}
          tickFormatter={labelOf}
          tick={small ? false : { fontSize: 10.5, fill: 'var(--ink-3)' }}
          tickLine={false}
          axisLine={{ stroke: 'var(--rule-2)' }}
          height={small ? 2 : 20}
          interval={small ? 0 : 'equidistantPreserveStart'}
          minTickGap={18}
        />
        <YAxis
          type="number"
          domain={[0, most]}
          ticks={ticks}
          tick={(tick: { x: number | string; y: number | string; payload: { value: number } }) => (
            <text x={tick.x} y={Number(tick.y) + 3.5} textAnchor="end">
              {axisNumber(tick.payload.value)}
            </text>
          )}
          tickLine={false}
          axisLine={false}
          width={40}
          interval={0}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--ink-3)', strokeWidth: 1 }}
          content={(hover) => (
            <Hover
              at={Number(hover.label)}
              values={(hover.payload ?? []).map(({ dataKey, value }) => ({
                name: String(dataKey),
                value: Number(value),
              }))}
              zone={zone}
              shown={hover.active === true && !small}
            />
          )}
        />
        {live && <ReferenceLine x={last} stroke="var(--ink)" shapeRendering="crispEdges" />}
        {drag && drag.from !== drag.to && (
          <ReferenceArea
            x1={Math.min(drag.from, drag.to)}
            x2={Math.max(drag.from, drag.to)}
            fill="var(--select)"
            fillOpacity={0.7}
            stroke="var(--ink)"
          />
        )}
        {lines.map(({ key }) => (
          <Line
            key={`then ${key}`}
            dataKey={`then ${key}`}
            type={steps ? 'stepAfter' : 'step'}
            dot={false}
            activeDot={false}
            isAnimationActive={false}
            connectNulls={false}
            stroke="var(--ink-3)"
            strokeWidth={1}
          />
        ))}
        {lines.map(({ key, stroke, dash }) => (
          <Line
            key={key}
            dataKey={`now ${key}`}
            type={steps ? 'stepAfter' : 'linear'}
            dot={isAlone(grid, key) ? { r: 1.5, fill: stroke, stroke: 'none' } : false}
            activeDot={{ r: 2, fill: stroke, stroke: 'none' }}
            isAnimationActive={false}
            connectNulls={false}
            stroke={stroke}
            strokeWidth={1.25}
            {...(dash ? { strokeDasharray: dash } : {})}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  )
}

/** A line of one sample is no line: it shows as a point. */
const isAlone = (grid: Grid, key: string): boolean =>
  (grid.lines.find((line) => line.key === key)?.values.filter((v) => v !== null).length ?? 0) === 1

const axisNumber = (value: number): string =>
  value >= 10_000
    ? `${value / 1000} k`
    : value >= 10 || value === 0
      ? String(value)
      : String(Number(value.toPrecision(2)))

function Hover({
  at,
  values,
  zone,
  shown,
}: {
  at: number
  values: readonly { name: string; value: number }[]
  zone: string
  shown: boolean
}) {
  if (!shown || values.length === 0 || Number.isNaN(at)) return null
  return (
    <div className="border-t-2 border-ink bg-raised px-2.5 py-1.5 text-11 leading-4 shadow-float">
      <b>{clock(at, zone)}</b>
      {values.map(({ name, value }) => (
        <div key={name} className="flex justify-between gap-4">
          <span className={name.startsWith('then ') ? 'text-ink-3' : ''}>
            {name.replace(/^now /, '').replace(/^then /, 'before: ')}
          </span>
          <span>{rate(value)}</span>
        </div>
      ))}
    </div>
  )
}
