'use client'

import { useMemo } from 'react'
import type { LagHistory } from '../../domain/api/lag.ts'
import { duration, timeOrDay } from '../format.ts'
import { strength } from './shapes.tsx'
import type { Status } from './words.ts'

/** Partitions of one topic over time: ink is time lag, a state's colour where it is in that state now, hatched: not heard. */
const ROW = 11
const LEFT = 72
const WARN_SECONDS = 60

export function Heat({
  history,
  now,
  zone,
  onOpen,
}: {
  history: LagHistory
  /** partition → its status now */
  now: ReadonlyMap<number, Status>
  zone: string
  onOpen: (partition: number) => void
}) {
  const { series } = history
  const size = series[0]?.timeLagSeconds.length ?? 0
  // a cell is at least 8 px of 1,000: points between are the worst of it
  const group = Math.max(1, Math.ceil(size / 110))
  const columns = Math.ceil(size / group)
  const rows = useMemo(
    () =>
      series.map((line) => ({
        partition: line.partition ?? 0,
        cells: Array.from({ length: columns }, (_, c) => {
          const some = line.timeLagSeconds.slice(c * group, (c + 1) * group).filter((v) => v !== null)
          return some.length > 0 ? Math.max(...some) : null
        }),
      })),
    [series, columns, group],
  )
  // before the first and after the last look of all there is nothing to hatch: only gaps between looks are gaps
  const seen = Array.from({ length: columns }, (_, c) => rows.some((row) => row.cells[c] !== null))
  const first = seen.indexOf(true)
  const moments = useMemo(
    () =>
      Array.from({ length: columns }, (_, c) =>
        timeOrDay(Date.parse(history.from) + c * group * history.stepSeconds * 1000, history.to, zone),
      ),
    [history.from, history.to, history.stepSeconds, columns, group, zone],
  )
  return (
    <div className="text-10 leading-[11px] text-ink-3">
      {rows.map((row) => {
        const status = now.get(row.partition) ?? 'ok'
        const isBad = status !== 'ok' && status !== 'missing'
        return (
          <button
            key={row.partition}
            type="button"
            className="flex w-full items-center hover:bg-paper-2"
            onClick={() => onOpen(row.partition)}
            aria-label={`partition ${row.partition}, ${duration(row.cells.findLast((v) => v !== null) ?? null)}`}
          >
            <span
              className={`shrink-0 pr-2 text-right ${isBad ? 'font-semibold text-ink' : ''}`}
              style={{ width: LEFT }}
              aria-hidden="true"
            >
              partition {row.partition}
            </span>
            <svg
              viewBox={`0 0 ${columns * 10} ${ROW}`}
              preserveAspectRatio="none"
              className="h-[11px] w-0 min-w-0 flex-1!"
              aria-hidden="true"
            >
              {row.cells.map((seconds, c) => {
                if (seconds === null) {
                  if (c < first || first < 0) return null
                  return (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place in time
                    <rect key={c} x={c * 10} y={0} width={9} height={ROW - 1} fill="var(--missing)">
                      <title>{`${moments[c]} not heard`}</title>
                    </rect>
                  )
                }
                const late = seconds >= WARN_SECONDS
                return (
                  <rect
                    // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place in time
                    key={c}
                    x={c * 10}
                    y={0}
                    width={9}
                    height={ROW - 1}
                    fill={late ? 'var(--warn)' : 'var(--ink)'}
                    fillOpacity={late ? 1 : strength(seconds)}
                  >
                    <title>{`${moments[c]} ${duration(seconds)}`}</title>
                  </rect>
                )
              })}
            </svg>
          </button>
        )
      })}
    </div>
  )
}
