import type { LagGroup } from '../../domain/api/lag.ts'
import { duration } from '../format.ts'
import { STATUS_WORD, type Status } from './words.ts'

/** Small drawings of a row: the last hour as a line, the partitions as cells. Amounts are ink, states their colour. */
const W = 84
const H = 18

/** No axis; a flat line is drawn low: the scale reaches at least 2.5 times what is usual, so that noise is no news. */
export function Spark({ values, status }: { values: readonly (number | null)[]; status: Status }) {
  const known = values.filter((v) => v !== null)
  if (known.length < 2) return <span className="text-ink-3">–</span>
  const usual = [...known].sort((a, b) => a - b)[known.length >> 1] ?? 0
  const top = Math.max(...known, usual * 2.5, 2)
  const x = (i: number) => (i / (values.length - 1)) * (W - 4)
  const y = (v: number) => H - 2 - (v / top) * (H - 4)
  // a line breaks where nobody looked
  let path = ''
  let isDown = false
  values.forEach((v, i) => {
    if (v === null) isDown = false
    else {
      path += `${isDown ? 'L' : 'M'}${x(i).toFixed(1)} ${y(v).toFixed(1)}`
      isDown = true
    }
  })
  const last = values.findLastIndex((v) => v !== null)
  const ink = status === 'ok' || status === 'missing' ? 'var(--ink-2)' : `var(--${status}-ink)`
  return (
    <svg width={W} height={H} aria-hidden="true">
      <path d={`M0 ${H - 1.5}H${W - 4}`} className="axis" />
      <path d={path} fill="none" stroke={ink} strokeWidth="1.25" />
      <circle cx={x(last)} cy={y(values[last] ?? 0)} r="1.6" fill={ink} />
    </svg>
  )
}

/** How dark a cell is: log scale from 1 s to 1 min, where the alert begins. */
export const strength = (seconds: number): number =>
  0.14 + 0.5 * Math.min(1, Math.max(0, Math.log10(Math.max(seconds, 0.6) / 0.6) / 2))

export function Cells({ cells }: { cells: LagGroup['cells'] }) {
  const size = cells.length > 12 ? 6 : 12
  const step = size + 1
  const shown = cells.slice(0, cells.length > 12 ? 24 : 12)
  const words = cells
    .filter((cell) => cell.status !== 'ok')
    .map((cell) => `partition ${cell.partition} ${STATUS_WORD[cell.status]}`)
    .join(', ')
  return (
    <svg width={shown.length * step} height="13" role="img" aria-label={words || `${cells.length} partitions, all OK`}>
      {shown.map((cell, i) => (
        <rect
          key={cell.partition}
          x={i * step}
          width={size}
          height="13"
          fill={
            cell.status === 'ok' ? 'var(--ink)' : cell.status === 'missing' ? 'var(--missing)' : `var(--${cell.status})`
          }
          fillOpacity={cell.status === 'ok' ? strength(cell.timeLagSeconds ?? 0) : 1}
        >
          <title>{`partition ${cell.partition}: ${STATUS_WORD[cell.status]}, ${duration(cell.timeLagSeconds)}`}</title>
        </rect>
      ))}
    </svg>
  )
}
