'use client'

import { useEffect, useRef } from 'react'
import './valid-language.ts'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { clock, count, dayMonth, duration, hourMinute } from '../format.ts'

/**
 * Long lines on a canvas: time lag on a log scale, or counts from 0. Drag to zoom; the lines are named at their right end.
 * Colours are the page's own, read anew when the theme changes.
 */
export type ChartLine = {
  readonly key: string
  readonly name: string
  readonly values: readonly (number | null)[]
  /** A custom property of tokens.css without its dashes. */
  readonly ink: string
  readonly dash?: readonly number[]
  readonly width?: number
  /** A step line behind: an earlier time. */
  readonly isBefore?: boolean
}
export type ChartMark = {
  readonly from: number
  readonly to: number | null
  readonly state: 'stop' | 'stall' | 'rewind' | 'warn' | 'rebalance'
}

const LOG_TICKS = [1, 10, 60, 600, 3_600, 36_000, 360_000]
const TICK_WORDS: Record<number, string> = {
  1: '1 s',
  10: '10 s',
  60: '1 min',
  600: '10 min',
  3600: '1 h',
  36000: '10 h',
  360000: '100 h',
}
const FLOOR = 0.5
const RIGHT = 132
// Whole pixels: uPlot multiplies the digits before `px` for dense screens, of 10.5px only the 5.
const FONT = '11px "IBM Plex Sans Variable", sans-serif'
const DAY = 86_400

export function LagChart({
  from,
  stepSeconds,
  size,
  lines,
  marks,
  kind,
  zone,
  height,
  threshold,
  label,
  onZoom,
}: {
  from: number
  stepSeconds: number
  size: number
  lines: readonly ChartLine[]
  marks: readonly ChartMark[]
  kind: 'time' | 'records' | 'offsets'
  zone: string
  height: number
  threshold?: { readonly seconds: number; readonly words: string }
  label: string
  onZoom?: (from: number, to: number) => void
}) {
  const holder = useRef<HTMLDivElement>(null)
  const zoom = useRef(onZoom)
  zoom.current = onZoom

  useEffect(() => {
    const element = holder.current
    if (!element) return
    let plot: uPlot | null = null
    const draw = () => {
      plot?.destroy()
      const css = getComputedStyle(document.documentElement)
      const colour = (name: string) => css.getPropertyValue(`--${name}`).trim()
      const narrow = element.clientWidth < 560
      const right = narrow ? 8 : RIGHT
      const xs = Array.from({ length: size }, (_, i) => from / 1000 + i * stepSeconds)
      const span = size * stepSeconds
      const isLog = kind === 'time'
      const floor = (v: number | null) => (v === null ? null : isLog ? Math.max(FLOOR, v) : v)
      const known = lines.flatMap((line) => line.values.filter((v) => v !== null))
      const most = Math.max(isLog ? 60 : 1, ...known)
      const least = kind === 'offsets' && known.length > 0 ? Math.min(...known) : 0
      const high = isLog ? (LOG_TICKS.find((t) => t >= most * 1.2) ?? 3_600_000) : most + (most - least) * 0.08
      plot = new uPlot(
        {
          width: element.clientWidth,
          height,
          padding: [6, right, 0, 0],
          legend: { show: false },
          cursor: { y: false, points: { size: 5 }, drag: { x: true, y: false, setScale: false } },
          scales: {
            x: { time: true, range: [from / 1000, from / 1000 + span] },
            y: isLog ? { distr: 3, range: [FLOOR, high] } : { range: [least, high] },
          },
          axes: [
            {
              stroke: colour('ink-3'),
              font: FONT,
              grid: { show: false },
              ticks: { show: false },
              size: 20,
              gap: 4,
              space: 90,
              values: (_, splits) =>
                splits.map((s) => (span > 3 * DAY ? dayMonth(s * 1000, zone) : hourMinute(s * 1000, zone))),
            },
            {
              stroke: colour('ink-3'),
              font: FONT,
              size: kind === 'offsets' ? 74 : 52,
              gap: 6,
              grid: { stroke: colour('rule'), width: 1 },
              ticks: { show: false },
              // Minutes and hours are no powers of ten, which is all that uPlot would name by itself.
              ...(isLog
                ? { splits: () => LOG_TICKS.filter((t) => t <= high), filter: (_: uPlot, splits: number[]) => splits }
                : { space: 34 }),
              values: (_, splits) => splits.map((s) => (isLog ? (TICK_WORDS[s] ?? '') : count(Math.round(s)))),
            },
          ],
          series: [
            {},
            ...lines.map((line) => ({
              label: line.name,
              stroke: colour(line.ink),
              width: line.width ?? 1.25,
              ...(line.dash ? { dash: [...line.dash] } : {}),
              points: { show: false },
              spanGaps: false,
              ...(line.isBefore ? { paths: uPlot.paths.stepped?.({ align: 1 }) as uPlot.Series.PathBuilder } : {}),
            })),
          ],
          hooks: {
            drawClear: [(u) => wash(u, marks, colour)],
            draw: [
              (u) => {
                if (threshold) dashed(u, threshold, colour)
                edge(u, colour)
                if (!narrow) names(u, lines, kind, colour)
              },
            ],
            setSelect: [
              (u) => {
                if (u.select.width < 4) return
                const a = u.posToVal(u.select.left, 'x') * 1000
                const b = u.posToVal(u.select.left + u.select.width, 'x') * 1000
                u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false)
                zoom.current?.(a, b)
              },
            ],
            setCursor: [(u) => tip(u, lines, kind, zone, stepSeconds)],
          },
        },
        [xs, ...lines.map((line) => line.values.map(floor))] as uPlot.AlignedData,
        element,
      )
      const note = document.createElement('div')
      // the hover's words: on paper, a hairline around
      note.className =
        'lag-tip pointer-events-none absolute top-1 hidden border border-rule-2 bg-raised px-2 py-1 text-11 leading-4 whitespace-pre text-ink'
      plot.over.appendChild(note)
    }
    draw()
    const resized = new ResizeObserver(draw)
    resized.observe(element)
    const themed = new MutationObserver(draw)
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] })
    return () => {
      resized.disconnect()
      themed.disconnect()
      plot?.destroy()
    }
  }, [from, stepSeconds, size, lines, marks, kind, zone, height, threshold])

  return <div ref={holder} role="img" aria-label={label} style={{ height }} className="w-full overflow-hidden" />
}

type Colour = (name: string) => string

/** Interruptions: a wash over the span with a line at both ends; a rebalance is one dotted line. */
const wash = (u: uPlot, marks: readonly ChartMark[], colour: Colour) => {
  const { ctx } = u
  const { left, top, width, height } = u.bbox
  ctx.save()
  ctx.beginPath()
  ctx.rect(left, top, width, height)
  ctx.clip()
  for (const mark of marks) {
    const x1 = u.valToPos(mark.from / 1000, 'x', true)
    const x2 = mark.to === null ? left + width : u.valToPos(mark.to / 1000, 'x', true)
    if (x2 < left || x1 > left + width) continue
    if (mark.state === 'rebalance') {
      ctx.strokeStyle = colour('ink-3')
      ctx.setLineDash([2, 3])
      line(ctx, x1, top, height)
      ctx.setLineDash([])
      continue
    }
    ctx.fillStyle = colour(`${mark.state}-wash`)
    ctx.fillRect(x1, top, Math.max(2, x2 - x1), height)
    ctx.strokeStyle = colour(mark.state)
    line(ctx, x1, top, height)
    if (mark.to !== null) line(ctx, x2, top, height)
  }
  ctx.restore()
}
const line = (ctx: CanvasRenderingContext2D, x: number, top: number, height: number) => {
  ctx.beginPath()
  ctx.moveTo(Math.round(x) + 0.5, top)
  ctx.lineTo(Math.round(x) + 0.5, top + height)
  ctx.stroke()
}

const dashed = (u: uPlot, threshold: { seconds: number; words: string }, colour: Colour) => {
  const { ctx } = u
  const { left, width } = u.bbox
  const y = Math.round(u.valToPos(threshold.seconds, 'y', true)) + 0.5
  ctx.save()
  ctx.strokeStyle = colour('ink-3')
  ctx.setLineDash([3, 3])
  ctx.beginPath()
  ctx.moveTo(left, y)
  ctx.lineTo(left + width, y)
  ctx.stroke()
  text(ctx, threshold.words, left + 6 * devicePixelRatio, y - 5 * devicePixelRatio, colour('ink-2'), colour('paper'))
  ctx.restore()
}

const font = (): string => `${10.5 * devicePixelRatio}px "IBM Plex Sans Variable", sans-serif`

const text = (ctx: CanvasRenderingContext2D, words: string, x: number, y: number, ink: string, paper?: string) => {
  ctx.font = font()
  ctx.textAlign = 'left'
  ctx.textBaseline = 'alphabetic'
  if (paper) {
    ctx.fillStyle = paper
    ctx.fillRect(x - 2, y - 10 * devicePixelRatio, ctx.measureText(words).width + 4, 12 * devicePixelRatio)
  }
  ctx.fillStyle = ink
  ctx.fillText(words, x, y)
}

/** The live edge: nothing right of it is known. */
const edge = (u: uPlot, colour: Colour) => {
  u.ctx.save()
  u.ctx.strokeStyle = colour('ink')
  line(u.ctx, u.bbox.left + u.bbox.width, u.bbox.top, u.bbox.height)
  u.ctx.restore()
}

const valueWords = (value: number, kind: 'time' | 'records' | 'offsets'): string =>
  kind === 'time' ? duration(value) : count(Math.round(value))

/** The name gives way to the value where both do not fit: it stands in the table above, the value does not. */
const fitted = (ctx: CanvasRenderingContext2D, name: string, value: string, width: number): string => {
  ctx.font = font()
  const fits = (words: string): boolean => ctx.measureText(words).width <= width
  if (fits(`${name} ${value}`)) return `${name} ${value}`
  let kept = name.length - 1
  while (kept > 1 && !fits(`${name.slice(0, kept)}… ${value}`)) kept--
  return `${name.slice(0, kept)}… ${value}`
}

/** Each line's name and newest value at its right end, kept apart so that they can be read. */
const names = (u: uPlot, lines: readonly ChartLine[], kind: 'time' | 'records' | 'offsets', colour: Colour) => {
  const right = u.bbox.left + u.bbox.width + 8 * devicePixelRatio
  const found = lines
    .filter((l) => l.name !== '')
    .flatMap((l) => {
      const value = l.values.findLast((v) => v !== null)
      if (value === undefined || value === null) return []
      return [
        {
          y: u.valToPos(Math.max(kind === 'time' ? FLOOR : 0, value), 'y', true),
          words: fitted(u.ctx, l.name, valueWords(value, kind), u.ctx.canvas.width - right),
          ink: l.ink,
        },
      ]
    })
    .sort((a, b) => b.y - a.y)
  const apart = 14 * devicePixelRatio
  let below = u.bbox.top + u.bbox.height + apart
  for (const label of found) {
    const y = Math.min(label.y, below - apart)
    if (y < u.bbox.top) break
    below = y
    text(u.ctx, label.words, right, y + 3 * devicePixelRatio, colour(label.ink))
  }
}

const tip = (
  u: uPlot,
  lines: readonly ChartLine[],
  kind: 'time' | 'records' | 'offsets',
  zone: string,
  stepSeconds: number,
) => {
  const note = u.over.querySelector<HTMLElement>('.lag-tip')
  const index = u.cursor.idx
  if (!note) return
  const at = index === null || index === undefined ? undefined : u.data[0][index]
  if (at === undefined || index === null || index === undefined) {
    note.style.display = 'none'
    return
  }
  const values = lines
    .filter((l) => l.name !== '' || l.isBefore)
    .map((l) => ({ name: l.isBefore ? 'before' : l.name, value: l.values[index] ?? null }))
    .filter(({ value }) => value !== null)
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0))
    .slice(0, 5)
  const time = stepSeconds < 60 ? clock(at * 1000, zone) : `${dayMonth(at * 1000, zone)} ${hourMinute(at * 1000, zone)}`
  note.textContent = [
    time,
    ...(values.length === 0
      ? ['not heard']
      : values.map(({ name, value }) => `${name} ${valueWords(value ?? 0, kind)}`)),
  ].join('\n')
  const left = u.cursor.left ?? 0
  note.style.display = 'block'
  note.style.left = left > u.over.clientWidth / 2 ? '' : `${left + 10}px`
  note.style.right = left > u.over.clientWidth / 2 ? `${u.over.clientWidth - left + 10}px` : ''
}
