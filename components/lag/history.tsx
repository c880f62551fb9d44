'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Fragment, useMemo } from 'react'
import type { LagGroup, LagHistory } from '../../domain/api/lag.ts'
import { useNow, useZone } from '../clock.tsx'
import { dayMonth, duration, hourMinute } from '../format.ts'
import { lateChart } from '../late-chart.tsx'
import { api } from '../paths.ts'
import { q } from '../query.ts'
import { Empty, Failure } from '../states.tsx'
import type { ChartLine, ChartMark } from './chart.tsx'
import { Heat } from './heat.tsx'
import { RANGE_NAMES, RANGES, type RangeName, shiftFor, shiftWords, spanOf } from './ranges.ts'
import { needsSomeone, type Status } from './words.ts'

// 20 kB compressed that the first paint does not need
const LagChart = lateChart(() => import('./chart.tsx').then((m) => m.LagChart))
const HEIGHT = 156
const MARKS: readonly string[] = ['stop', 'stall', 'rewind', 'warn', 'rebalance']

export type HistoryView = {
  range: RangeName
  from: number | null
  to: number | null
  compare: boolean
  table: boolean
}
export const useSpan = (view: HistoryView) => {
  const now = useNow(10_000)
  return spanOf(view.range, now, view.from, view.to)
}

const iso = (ms: number) => new Date(ms).toISOString()

export const useHistory = (
  span: { from: number; to: number },
  more: Record<string, string | number | undefined>,
  enabled = true,
) =>
  useQuery({
    ...q<LagHistory>(api.lagHistory, { from: iso(span.from), to: iso(span.to), ...more }),
    placeholderData: keepPreviousData,
    enabled,
  })

export const chartMarks = (events: LagHistory['events'], rebalances = false): ChartMark[] =>
  events
    .filter((event) => MARKS.includes(event.what) && (rebalances || event.what !== 'rebalance'))
    .map((event) => ({
      from: Date.parse(event.from),
      to: event.to === null ? null : Date.parse(event.to),
      state: event.what as ChartMark['state'],
    }))

const short = (group: string): string => group.replace(/^(csv|submission|account|usage|warehouse)-/, '')

/** Solid at home, dashed at the second site, dotted at others: sites have no hue. */
const DASHES: readonly (readonly number[] | undefined)[] = [undefined, [4, 3], [1, 3]]

export function RangePicker({ view, set }: { view: HistoryView; set: (view: Partial<HistoryView>) => void }) {
  const isZoomed = view.from !== null
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of choices is no fieldset
    <span
      className="inline-flex items-baseline gap-3 text-12 max-md:order-last max-md:flex-wrap"
      role="group"
      aria-label="Time range"
    >
      {RANGE_NAMES.map((name) => (
        <button
          key={name}
          type="button"
          className={!isZoomed && name === view.range ? 'font-semibold' : 'link text-ink-2'}
          aria-pressed={!isZoomed && name === view.range}
          onClick={() => set({ range: name, from: null, to: null })}
        >
          {RANGES[name].words}
        </button>
      ))}
    </span>
  )
}

/** Time lag of every group: zoom by dragging, from minutes to months; an earlier time behind it. */
export function History({
  groups,
  selected,
  view,
  set,
  onPartition,
}: {
  groups: readonly LagGroup[]
  selected: LagGroup | undefined
  view: HistoryView
  set: (view: Partial<HistoryView>) => void
  onPartition: (partition: number) => void
}) {
  const zone = useZone()
  const span = useSpan(view)
  const length = span.to - span.from
  const filter = selected ? { site: selected.site, group: selected.group } : {}
  const history = useHistory(span, filter)
  const shift = shiftFor(length)
  const before = useHistory({ from: span.from - shift, to: span.to - shift }, filter, view.compare)
  const heatTopic = (selected ?? groups[0])?.worst.topic
  const heatOf = selected ?? groups[0]
  const heat = useHistory(
    span,
    { site: heatOf?.site, group: heatOf?.group, topic: heatTopic, by: 'partitions', points: 220 },
    heatOf !== undefined,
  )
  const sites = useMemo(() => [...new Set(groups.map((g) => g.site))].sort(), [groups])
  const data = history.data
  const lines = useMemo(
    () => (data ? linesOf(data, groups, sites, view.compare ? before.data : undefined) : []),
    [data, groups, sites, before.data, view.compare],
  )
  const marks = useMemo(() => chartMarks(data?.events ?? [], selected !== undefined), [data?.events, selected])
  const statuses = new Map<number, Status>(heatOf?.cells.map((cell) => [cell.partition, cell.status]))
  const title =
    view.from === null
      ? RANGES[view.range].title
      : `${dayMonth(span.from, zone)} ${hourMinute(span.from, zone)} to ${dayMonth(span.to, zone)} ${hourMinute(span.to, zone)}`
  const longest = data?.events.filter((event) => event.what === 'stop' || event.what === 'stall')[0]
  return (
    <section aria-label="Time lag over time" className="border-t border-rule-2">
      <div className="sec max-md:h-auto! max-md:flex-wrap max-md:whitespace-normal!">
        <h2>Time lag, {title}</h2>
        <span className="q cut min-w-0 max-md:hidden">
          age of the oldest unread record, worst partition of {selected ? selected.group : 'each group'}; a point is the
          worst of {duration(data?.stepSeconds ?? 60)}
        </span>
        <span className="flex-1" />
        <span className="inline-flex flex-none items-baseline gap-3 text-12 max-md:flex-wrap">
          <button
            type="button"
            className={view.compare ? 'font-semibold' : 'link text-ink-2'}
            aria-pressed={view.compare}
            onClick={() => set({ compare: !view.compare })}
          >
            Compare with {shiftWords(length)}
          </button>
          <RangePicker view={view} set={set} />
          <button
            type="button"
            className={view.table ? 'font-semibold' : 'link text-ink-2'}
            aria-pressed={view.table}
            onClick={() => set({ table: !view.table })}
          >
            Table
          </button>
        </span>
      </div>
      {history.error && !data ? (
        <Failure error={history.error} retry={() => history.refetch()} what="The history of lag" />
      ) : view.table && data ? (
        <HistoryTable history={data} zone={zone} />
      ) : data && data.series.length === 0 ? (
        <div style={{ height: HEIGHT }}>
          <Empty title="No history in this time">
            Samples are kept each 10 s for 48 hours, each minute for 30 days and each hour for 13 months.
          </Empty>
        </div>
      ) : (
        <div style={{ minHeight: HEIGHT }}>
          {data && (
            <LagChart
              from={Date.parse(data.from)}
              stepSeconds={data.stepSeconds}
              size={data.series[0]?.timeLagSeconds.length ?? 0}
              lines={lines}
              marks={marks}
              kind="time"
              zone={zone}
              height={HEIGHT}
              threshold={ALERT}
              label={`Time lag of ${data.series.length} groups`}
              onZoom={(from, to) => set({ from: Math.round(from), to: Math.round(to) })}
            />
          )}
        </div>
      )}
      {longest && (
        <p className="pb-1 pl-[52px] text-12 text-ink-2">
          <b className="text-ink">
            {dayMonth(longest.from, zone)} {hourMinute(longest.from, zone)}
            {longest.to ? `, ${duration((Date.parse(longest.to) - Date.parse(longest.from)) / 1000)}` : ', goes on'}:
          </b>{' '}
          {longest.words}, at {longest.site}.
        </p>
      )}
      {heat.data && heat.data.series.length > 0 && heatOf && !view.table && (
        <div className="flex gap-3 pt-1 pb-4">
          <div className="min-w-0 flex-1">
            <Heat history={heat.data} now={statuses} zone={zone} onOpen={onPartition} />
          </div>
          <div className="w-[120px] shrink-0 text-11 leading-4 text-ink-2 max-md:hidden">
            {heatOf.group} · {heatOf.site}
            <br />
            <span className="mono">
              {heatTopic?.split(/(?<=\.)/).map((part) => (
                <Fragment key={part}>
                  {part}
                  <wbr />
                </Fragment>
              ))}
            </span>
            <HeatKey />
          </div>
        </div>
      )}
    </section>
  )
}

const ALERT = { seconds: 60, words: 'alert above 1 min for 2 min' }

const linesOf = (
  data: LagHistory,
  groups: readonly LagGroup[],
  sites: readonly string[],
  before: LagHistory | undefined,
): ChartLine[] => {
  const state = new Map(groups.map((g) => [`${g.site} ${g.group}`, g.status]))
  const several = new Set(data.series.map((s) => s.site)).size > 1
  const behind: ChartLine[] = (before?.series ?? []).slice(0, 6).map((s) => ({
    key: `before ${s.site} ${s.group}`,
    name: '',
    values: s.timeLagSeconds,
    ink: 'ink-2',
    width: 1,
    isBefore: true,
  }))
  const now = data.series.map((s, i) => {
    const status = state.get(`${s.site} ${s.group}`) ?? 'ok'
    const dash = DASHES[Math.min(2, Math.max(0, sites.indexOf(s.site)))]
    return {
      key: `${s.site} ${s.group}`,
      name: i < 9 ? `${short(s.group)}${several ? ` ${s.site}` : ''}` : '',
      values: s.timeLagSeconds,
      ink: needsSomeone(status) ? `${status}-ink` : i < 3 ? 'ink' : 'ink-3',
      ...(dash ? { dash } : {}),
    }
  })
  return [...behind, ...now]
}

function HeatKey() {
  return (
    <svg
      width="110"
      height="44"
      role="img"
      aria-label="Key: darker is later, yellow is a minute and more, grey was not heard"
      className="mt-2"
    >
      {[0.6, 2, 8, 30, 59].map((s, i) => (
        <rect key={s} x={i * 14} width="13" height="8" fill="var(--ink)" fillOpacity={0.14 + (0.5 * i) / 4} />
      ))}
      <text x="0" y="19">
        0.6 s
      </text>
      <text x="70" y="19" textAnchor="end">
        1 min
      </text>
      <rect x="0" y="27" width="11" height="8" fill="var(--warn)" />
      <text x="15" y="35">
        later
      </text>
      <rect x="48" y="27" width="11" height="8" fill="var(--missing)" />
      <text x="63" y="35">
        not heard
      </text>
    </svg>
  )
}

/** The same numbers as the chart: the newest 60 steps. */
function HistoryTable({ history, zone }: { history: LagHistory; zone: string }) {
  const shown = history.series.slice(0, 8)
  const size = shown[0]?.timeLagSeconds.length ?? 0
  const steps = Array.from({ length: size }, (_, i) => size - 1 - i)
    .filter((i) => shown.some((s) => s.timeLagSeconds[i] !== null))
    .slice(0, 60)
  return (
    <div className="max-h-[420px] overflow-auto">
      <table className="tbl sticky-head" aria-label="Time lag by step, newest first">
        <thead>
          <tr>
            <th scope="col">From</th>
            {shown.map((s) => (
              <th key={`${s.site} ${s.group}`} scope="col" className="n">
                {s.group} {s.site}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {steps.map((i) => {
            const at = Date.parse(history.from) + i * history.stepSeconds * 1000
            return (
              <tr key={i}>
                <td>
                  {dayMonth(at, zone)} {hourMinute(at, zone)}
                </td>
                {shown.map((s) => (
                  <td key={`${s.site} ${s.group}`} className="n">
                    {s.timeLagSeconds[i] === null ? 'not heard' : duration(s.timeLagSeconds[i])}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
