'use client'

import type { QueryResult } from '../../domain/api/warehouse.ts'
import { Empty } from '../states.tsx'
import { chartOf, type Picture } from './chart-of.ts'

const HEIGHT = 220
const BASE = 196
const TOP = 16

export function Chart({ result }: { result: QueryResult }) {
  const picture = chartOf(result)
  if (typeof picture === 'string') return <Empty title="No chart of this result">{picture}</Empty>
  return (
    <figure className="py-2">
      <figcaption className="text-11 text-ink-3">
        <b className="text-ink">{picture.what}</b> by {picture.by}
        {picture.rest > 0 && `; ${picture.rest} more are in the table`}
      </figcaption>
      {picture.kind === 'times' ? <Times picture={picture} /> : <Ranking picture={picture} />}
    </figure>
  )
}

/** A bar a day or hour, from 0. */
function Times({ picture }: { picture: Picture }) {
  const most = Math.max(...picture.bars.map((b) => b.value), 0) || 1
  const step = 1000 / picture.bars.length
  const every = Math.ceil(picture.bars.length / 8)
  return (
    <svg
      className="w-full"
      height={HEIGHT}
      viewBox={`0 0 1000 ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${picture.what} by ${picture.by}: ${picture.bars.length} bars, the highest ${most.toLocaleString('en-US')}`}
    >
      <line x1="0" x2="1000" y1={BASE} y2={BASE} stroke="var(--ink-3)" shapeRendering="crispEdges" />
      <line x1="0" x2="1000" y1={TOP} y2={TOP} stroke="var(--rule)" shapeRendering="crispEdges" />
      {picture.bars.map((bar, index) => {
        const height = (Math.max(bar.value, 0) / most) * (BASE - TOP)
        return (
          <rect
            key={bar.label}
            x={index * step + step * 0.15}
            width={step * 0.7}
            y={BASE - height}
            height={height}
            fill="var(--ink-2)"
          >
            <title>{`${bar.label}: ${bar.words}`}</title>
          </rect>
        )
      })}
      <foreignObject x="0" y="0" width="1000" height={TOP}>
        <span className="text-11 text-ink-3">{most.toLocaleString('en-US', { maximumFractionDigits: 2 })}</span>
      </foreignObject>
      {picture.bars.map((bar, index) =>
        index % every === 0 ? (
          <foreignObject key={bar.label} x={index * step} y={BASE + 4} width={step * every} height="20">
            <span className="text-11 text-ink-3">{bar.label.slice(0, 16)}</span>
          </foreignObject>
        ) : null,
      )}
    </svg>
  )
}

function Ranking({ picture }: { picture: Picture }) {
  const most = Math.max(...picture.bars.map((b) => b.value), 0) || 1
  return (
    <ul className="mt-1">
      {picture.bars.map((bar) => (
        <li key={bar.label} className="flex h-6 items-center gap-2 text-12">
          <span className="cut w-[220px] shrink-0 max-md:w-[120px]" title={bar.label}>
            {bar.label}
          </span>
          <span className="h-3 min-w-px bg-ink-2" style={{ width: `${(Math.max(bar.value, 0) / most) * 55}%` }} />
          <span>{bar.words}</span>
        </li>
      ))}
    </ul>
  )
}
