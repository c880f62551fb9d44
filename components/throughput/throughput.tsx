'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import type { Throughput as Answer } from '../../domain/api/throughput.ts'
import { Choices } from '../choices.tsx'
import { useZone } from '../clock.tsx'
import { clock, count, hourMinute, rate, timeOrDay } from '../format.ts'
import { Page } from '../frame/page.tsx'
import { lateChart } from '../late-chart.tsx'
import { type Behind, SITE_AWAY } from '../not-heard.ts'
import { stemMarks } from '../overview/pipeline-view.ts'
import { Verdict } from '../overview/readings.tsx'
import { api } from '../paths.ts'
import { usePipeline } from '../pipeline-query.ts'
import { liveMs, q } from '../query.ts'
import { Empty, Failure, SkeletonVerdict, StaleNote } from '../states.tsx'
import { StepLatency } from './latency.tsx'
import { Partitions } from './partitions.tsx'
import { changeOf, type Grid, gridOf, type Line, meanOf, peakOf, sumOf } from './series.ts'
import { SPAN_NAMES, SPAN_WORDS, useSpan } from './span.ts'
import { Steps } from './steps.tsx'

const TimeChart = lateChart(() => import('./time-chart.tsx').then((m) => m.TimeChart))

const COMPARE = ['nothing', 'day', 'week'] as const
const COMPARE_WORDS = { nothing: 'Not compared', day: 'Same hour yesterday', week: 'Same hour last week' } as const
const SHIFT_MS = { nothing: 0, day: 86_400_000, week: 7 * 86_400_000 } as const
type By = 'processor' | 'site' | 'product'

/** What this page's figures come from, and what is not known without it. */
const BEHIND: Behind = {
  of: ['usage-relay', 'submission-filter', 'csv-builder', 'csv-bookkeeper', 'account-directory', 'lag-monitor'],
  means: 'Its line ends there: what it does since is not known.',
  sites: SITE_AWAY,
}

/** Events a second by site, processor and product, against an earlier period, and down to the partition; and how long they take. */
export function Throughput() {
  const zone = useZone()
  const span = useSpan()
  const [view, setView] = useQueryStates(
    {
      compare: parseAsStringLiteral(COMPARE).withDefault('day'),
      processor: parseAsString,
      table: parseAsStringLiteral(['site', 'processor', 'product'] as const),
    },
    { history: 'push' },
  )
  const pipeline = usePipeline()
  const shift = SHIFT_MS[view.compare]
  const site = useSeries('site', span, shift)
  const byProcessor = useSeries('processor', span, shift)
  const byProduct = useSeries('product', span, shift)
  const all = site.grid ? sumOf(site.grid.lines, 'all sites') : null
  const table = (by: By) => ({
    shown: view.table === by,
    toggle: () => void setView({ table: view.table === by ? null : by }),
  })
  const stroke = (index: number) => (index === 0 ? 'var(--site-1)' : 'var(--site-2)')
  return (
    <Page
      behind={BEHIND}
      title="Throughput"
      heardAt={site.answer.dataUpdatedAt || pipeline.heardAt}
      stem={{ marks: stemMarks(pipeline.data), from: span.from }}
    >
      {site.answer.data && site.answer.error && <StaleNote heardAt={site.answer.dataUpdatedAt} />}
      {site.grid && all ? (
        <Verdict reading={readingOf(site.grid, all, pipeline.data?.sites ?? [], COMPARE_WORDS[view.compare], zone)} />
      ) : (
        <SkeletonVerdict />
      )}
      <div className="flex flex-wrap items-center gap-x-8 border-t border-rule">
        <Choices
          label="Time"
          values={SPAN_NAMES}
          chosen={span.isLive ? span.span : null}
          words={(name) => SPAN_WORDS[name]}
          onChoose={span.last}
        />
        <Choices
          label="Compared with"
          values={COMPARE}
          chosen={view.compare}
          words={(name) => COMPARE_WORDS[name]}
          onChoose={(compare) => void setView({ compare })}
        />
        <span className="ml-auto flex items-center gap-3 text-12 text-ink-3">
          {span.isLive ? (
            'drag in a chart to look closer'
          ) : (
            <>
              {timeOrDay(span.from, span.to, zone)} to {hourMinute(span.to, zone)}
              <button type="button" className="btn" onClick={span.live}>
                Back to now
              </button>
            </>
          )}
        </span>
      </div>
      <Section title="Events in, by site" unit="events a second" series={site} table={table('site')} height={150}>
        {(grid) => (
          <Labelled grid={grid} shift={shift}>
            <TimeChart
              grid={grid}
              lines={grid.lines.map(({ key }, index) => ({
                key,
                stroke: stroke(index),
                ...(index === 0 ? {} : { dash: index === 1 ? '5 3' : '1.5 3' }),
              }))}
              zone={zone}
              live={span.isLive}
              onZoom={span.zoom}
            />
          </Labelled>
        )}
      </Section>
      <Section
        title="By processor"
        unit="records a second; each has its own scale. Choose one to see its partitions"
        series={byProcessor}
        table={table('processor')}
        height={57 * 8}
      >
        {(grid) => (
          <div>
            {grid.lines.map((line) => (
              <button
                key={line.key}
                type="button"
                aria-pressed={view.processor === line.key}
                data-inset-focus
                className={`grid w-full grid-cols-[150px_minmax(0,1fr)_86px] items-center gap-2 border-b border-rule text-left text-12 hover:bg-paper-2 max-md:grid-cols-[110px_minmax(0,1fr)_64px] ${view.processor === line.key ? 'bg-select shadow-[inset_2px_0_0_var(--ink)]' : ''}`}
                onClick={() => void setView({ processor: view.processor === line.key ? null : line.key })}
              >
                <span className="cut pl-2 font-medium">{line.key}</span>
                <span className="block h-14">
                  <TimeChart
                    grid={{ ...grid, lines: [line] }}
                    lines={[{ key: line.key, stroke: 'var(--ink)' }]}
                    zone={zone}
                    live={span.isLive}
                    small
                    onZoom={span.zoom}
                  />
                </span>
                <Figures line={line} shift={shift} />
              </button>
            ))}
          </div>
        )}
      </Section>
      {view.processor && <Partitions key={view.processor} processor={view.processor} from={span.from} to={span.to} />}
      <StepLatency from={span.from} to={span.to} isLive={span.isLive} />
      <Section
        title="Events in, by product"
        unit="events a second, by the hour of the usage"
        series={byProduct}
        table={table('product')}
        height={150}
      >
        {(grid) => (
          <Labelled grid={grid} shift={shift}>
            <TimeChart
              grid={grid}
              lines={grid.lines.map(({ key }) => ({ key, stroke: productStroke(key) }))}
              zone={zone}
              live={span.isLive}
              steps
              onZoom={span.zoom}
            />
          </Labelled>
        )}
      </Section>
    </Page>
  )
}

const PRODUCTS: Readonly<Record<string, string>> = {
  actions: 'var(--product-actions)',
  packages: 'var(--product-packages)',
  git_lfs: 'var(--product-storage)',
  copilot: 'var(--product-metered)',
}
/** What does not decode has no product: it is not one of the pigments. */
const productStroke = (product: string): string => PRODUCTS[product] ?? 'var(--dead)'

const useSeries = (by: By, span: ReturnType<typeof useSpan>, shift: number) => {
  const at = (ms: number) => new Date(Math.floor(ms / 10_000) * 10_000).toISOString()
  const answer = useQuery({
    ...q<Answer>(api.throughput, { by, from: at(span.from), to: at(span.to) }),
    refetchInterval: () => span.isLive && liveMs(api.throughput),
    placeholderData: keepPreviousData,
  })
  const before = useQuery({
    ...q<Answer>(api.throughput, { by, from: at(span.from - shift), to: at(span.to - shift) }),
    enabled: shift > 0,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  })
  const grid = answer.data ? gridOf(answer.data, shift > 0 ? before.data : undefined, shift) : null
  return { answer, grid }
}

/** Ten times as much is no percentage that anybody reads. */
const percent = (share: number): string =>
  share >= 9 ? `${count(share + 1)} times` : `${share >= 0 ? '+' : '−'}${Math.abs(share * 100).toFixed(1)} %`

const readingOf = (
  grid: Grid,
  all: Line,
  sites: readonly { name: string; perSecond: number | null; stale: boolean }[],
  compared: string,
  zone: string,
) => {
  const away = sites.filter(({ stale }) => stale)
  const now = sites.reduce((sum, { perSecond }) => sum + (perSecond ?? 0), 0)
  const peak = peakOf(grid, all)
  const change = changeOf(all)
  const mean = meanOf(all.values)
  const detail = [
    mean === null ? 'Nothing was counted in this time.' : `On average ${rate(mean)}`,
    peak ? `, at most ${rate(peak.value)} at ${clock(peak.at, zone).slice(0, 5)}.` : '',
    change === null
      ? compared === COMPARE_WORDS.nothing
        ? ''
        : ' There are no figures of the earlier period to compare with.'
      : ` ${percent(change)} against the ${compared.toLowerCase()}.`,
  ].join('')
  if (away.length > 0)
    return {
      glyph: 'missing' as const,
      title: `${away.map(({ name }) => name).join(' and ')} ${away.length === 1 ? 'is' : 'are'} not heard: what arrives there is not known`,
      detail,
    }
  return {
    glyph: 'ok' as const,
    title: `${rate(now)} arrive: ${sites.map(({ name, perSecond }) => `${rate(perSecond)} at ${name}`).join(', ')}`,
    detail,
  }
}

/** Lines are named at their right end, with the value of now: no legend. */
function Labelled({ grid, shift, children }: { grid: Grid; shift: number; children: React.ReactNode }) {
  return (
    <div className="grid h-full grid-cols-[minmax(0,1fr)_150px] gap-2 max-md:grid-cols-[minmax(0,1fr)_96px]">
      <div className="h-full min-w-0">{children}</div>
      <ul className="self-center text-12 leading-[17px]">
        {grid.lines.map((line, index) => (
          <li key={line.key} className={index > 0 ? 'mt-1.5' : ''}>
            <b>{line.key}</b> {rate(lastOf(line))}
            <br />
            <span className="text-11 text-ink-3">{changeWords(line, shift)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

const lastOf = (line: Line): number | null => line.values.findLast((value) => value !== null) ?? null
const changeWords = (line: Line, shift: number): string => {
  const change = changeOf(line)
  return shift === 0 ? '' : change === null ? 'nothing earlier' : percent(change)
}

function Figures({ line, shift }: { line: Line; shift: number }) {
  return (
    <span className="pr-2 text-right leading-4">
      <b>{rate(lastOf(line))}</b>
      <br />
      <span className="text-11 text-ink-3 max-md:hidden">{changeWords(line, shift)}</span>
    </span>
  )
}

function Section({
  title,
  unit,
  series,
  table,
  height,
  children,
}: {
  title: string
  unit: string
  series: ReturnType<typeof useSeries>
  table: { shown: boolean; toggle: () => void }
  height: number
  children: (grid: Grid) => React.ReactNode
}) {
  const { answer, grid } = series
  return (
    <section className="border-t border-rule-2 pb-2" aria-label={title}>
      <div className="sec">
        <h3>{title}</h3>
        <span className="q">{unit}</span>
        <span className="flex-1" />
        {grid && grid.lines.length > 0 && (
          <button type="button" className="link text-12 text-ink-2" aria-pressed={table.shown} onClick={table.toggle}>
            {table.shown ? 'Chart' : `Table of ${count(grid.steps.length)} steps`}
          </button>
        )}
      </div>
      {grid && grid.lines.length === 0 ? (
        <Empty title="Nothing was counted in this time">
          Each minute's work is written down within ten seconds; choose a longer time.
        </Empty>
      ) : grid && table.shown ? (
        <Steps grid={grid} title={title} />
      ) : answer.error && !grid ? (
        <Failure error={answer.error} retry={() => answer.refetch()} what={title} />
      ) : (
        <div style={title === 'By processor' && grid ? undefined : { height }} aria-busy={grid === null}>
          {grid && children(grid)}
        </div>
      )}
    </section>
  )
}
