// biome-ignore-all lint/a11y/noInteractiveElementToNoninteractiveRole: <g> is a group of shapes, not a control
import { duration } from './format.ts'
import type { PartitionView } from './partition.ts'
import { LEVEL_SECONDS, levelShare, rackTubes } from './partition.ts'

/**
 * The rack of tubes: one thin tube per partition, the level is its time lag on a log scale from 1 s to 1 h, the dashed
 * line is the alert. More partitions than fit are drawn as bins that show their worst.
 */
const WIDTH = 96
const TICK_WORDS: Readonly<Record<number, string>> = { 1: '1 s', 10: '10 s', 60: '1 m', 600: '10 m', 3600: '1 h' }

export type RackSize = { readonly height: number; readonly words: boolean; readonly numbers: boolean }

const FILL = { ok: 'density-3', warn: 'warn', stall: 'stall', stop: 'stop', rewind: 'rewind', missing: '' } as const
const LINE = {
  ok: 'density-5',
  warn: 'warn-ink',
  stall: 'stall-ink',
  stop: 'stop-ink',
  rewind: 'rewind-ink',
  missing: '',
} as const

/** Drawn at 0, 0; ticks stand left of it (−7 without words, −40 with them). For use inside another drawing. */
export function Rack({
  partitions,
  alertSeconds,
  size,
}: {
  partitions: readonly PartitionView[]
  alertSeconds: number
  size: RackSize
}) {
  const { tubes, pitch, tubeWidth } = rackTubes(partitions, WIDTH)
  const floor = size.height // the tube's straight part ends here; its round bottom hangs below
  const radius = tubeWidth / 2
  const top = (share: number) => floor + radius - 4 - share * (floor + radius - 6)
  const alertY = top(levelShare(alertSeconds))
  return (
    <g role="img" aria-label={rackWords(partitions)}>
      {LEVEL_SECONDS.map((seconds) => (
        <g key={seconds}>
          <path d={`M-5 ${top(levelShare(seconds)).toFixed(1)}h5`} stroke="var(--ink-3)" shapeRendering="crispEdges" />
          {size.words && (
            <text x={-8} y={top(levelShare(seconds)) + 3.5} textAnchor="end">
              {TICK_WORDS[seconds]}
            </text>
          )}
        </g>
      ))}
      {tubes.map((tube) => {
        const x = tube.index * pitch + (pitch - tubeWidth) / 2
        const level = top(tube.share)
        const outline = `M${x} 0v${floor}a${radius} ${radius} 0 0 0 ${tubeWidth} 0v${-floor}`
        const inner = radius - 1
        return (
          <g key={tube.index}>
            <path
              d={outline}
              fill={tube.status === 'missing' ? 'url(#missing-hatch)' : 'var(--paper-3)'}
              fillOpacity={tube.status === 'missing' ? 1 : 0.55}
              stroke="var(--rule-2)"
            />
            {tube.status !== 'missing' && (
              <>
                <path
                  d={`M${x + 1} ${Math.min(level, floor)}V${floor}a${inner} ${inner} 0 0 0 ${inner * 2} 0V${Math.min(level, floor)}Z`}
                  fill={`var(--${FILL[tube.status]})`}
                />
                <path
                  d={`M${x + 0.5} ${level.toFixed(1)}h${tubeWidth - 1}`}
                  stroke={`var(--${LINE[tube.status]})`}
                  strokeWidth="1.5"
                />
              </>
            )}
            {size.numbers && tube.label !== null && (
              <text
                x={x + tubeWidth / 2}
                y={floor + radius + 12.5}
                textAnchor="middle"
                style={
                  tube.status === 'ok' || tube.status === 'missing'
                    ? undefined
                    : { fill: `var(--${LINE[tube.status]})`, fontWeight: 600 }
                }
              >
                {tube.label}
              </text>
            )}
          </g>
        )
      })}
      <path d={`M0 ${alertY.toFixed(1)}h${WIDTH}`} stroke="var(--ink-3)" strokeDasharray="2 2" />
    </g>
  )
}

/** The tubes as text: `partition 3, 1 min 36 s, warn`, the worst first, those that are well in one phrase. */
export const rackWords = (partitions: readonly PartitionView[]): string => {
  if (partitions.length === 0) return 'No partitions heard of yet'
  const unwell = partitions.filter((p) => p.status !== 'ok')
  const well = partitions.length - unwell.length
  const words = [...unwell]
    .sort((a, b) => (b.timeLagSeconds ?? 0) - (a.timeLagSeconds ?? 0))
    .map((p) =>
      p.status === 'missing'
        ? `partition ${p.partition}, not heard`
        : `partition ${p.partition}, ${duration(p.timeLagSeconds)}, ${p.status}`,
    )
  if (well > 0) {
    const most = Math.max(...partitions.filter((p) => p.status === 'ok').map((p) => p.timeLagSeconds ?? 0))
    words.push(`${well === 1 ? '1 partition' : `${well} partitions`} ok, at most ${duration(most)}`)
  }
  return words.join('; ')
}
