'use client'

import { type ComponentProps, useMemo } from 'react'
import type { LagHistory } from '../../domain/api/lag.ts'
import { duration } from '../format.ts'
import { lateChart } from '../late-chart.tsx'
import { Empty } from '../states.tsx'
import type { ChartLine } from './chart.tsx'
import { chartMarks } from './history.tsx'

const LagChart = lateChart(() => import('./chart.tsx').then((m) => m.LagChart))

/** Of the charts' frames, in px: kept for them from the first view on, so that nothing below moves. */
const HEIGHTS = { time: 130, records: 110, offsets: 130 } as const
const TITLE_PX = 32
export const CHARTS_PX = HEIGHTS.time + HEIGHTS.records + HEIGHTS.offsets + 2 * TITLE_PX

const ALERT = { seconds: 60, words: 'alert above 1 min for 2 min' }

function Framed(props: Omit<ComponentProps<typeof LagChart>, 'height'> & { kind: keyof typeof HEIGHTS }) {
  const height = HEIGHTS[props.kind]
  return (
    <div style={{ height }}>
      <LagChart {...props} height={height} />
    </div>
  )
}

/** Time lag, lag and offsets of one partition over the same time. */
export function Charts({
  history,
  zone,
  onZoom,
}: {
  history: LagHistory
  zone: string
  onZoom: (from: number, to: number) => void
}) {
  const series = history.series[0]
  const marks = useMemo(() => chartMarks(history.events, true), [history.events])
  const time = useMemo<ChartLine[]>(
    () => [{ key: 'time', name: 'time lag', values: series?.timeLagSeconds ?? [], ink: 'ink' }],
    [series],
  )
  const offsets = useMemo<ChartLine[]>(
    () => [
      { key: 'end', name: 'log end', values: series?.end ?? [], ink: 'ink-2', dash: [4, 3] },
      { key: 'committed', name: 'committed', values: series?.committed ?? [], ink: 'ink' },
    ],
    [series],
  )
  const records = useMemo<ChartLine[]>(
    () => [{ key: 'lag', name: 'lag', values: series?.lag ?? [], ink: 'ink' }],
    [series],
  )
  const common = {
    from: Date.parse(history.from),
    stepSeconds: history.stepSeconds,
    size: series?.timeLagSeconds.length ?? 0,
    marks,
    zone,
    onZoom,
  }
  const hasOffsets = series?.end?.some((v) => v !== null)
  return (
    <>
      <Framed {...common} kind="time" lines={time} threshold={ALERT} label="Time lag of this partition" />
      <div className="sec">
        <h2>Lag</h2>
        <span className="q">records between commit and log end, the most of {duration(history.stepSeconds)}</span>
      </div>
      <Framed {...common} kind="records" lines={records} label="Lag of this partition in records" />
      <div className="sec">
        <h2>Offsets</h2>
        <span className="q">where the log ends and what is committed, kept for 48 hours</span>
      </div>
      {hasOffsets ? (
        <Framed {...common} kind="offsets" lines={offsets} label="Offsets of this partition" />
      ) : (
        <Empty title="No offsets in this time">Lag is kept for 13 months, offsets for 48 hours.</Empty>
      )}
    </>
  )
}
