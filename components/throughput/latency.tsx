'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryStates } from 'nuqs'
import type { Latency as Answer } from '../../domain/api/throughput.ts'
import { Choices } from '../choices.tsx'
import { useZone } from '../clock.tsx'
import { count, duration, plural, timeOrDay } from '../format.ts'
import { api } from '../paths.ts'
import { liveMs, q } from '../query.ts'
import { Empty, Failure, SkeletonTable } from '../states.tsx'
import { type Axis, axisOf, type Bar, barsOf } from './latency-bars.ts'

type Step = Answer['steps'][number]

const NAMES: Readonly<Record<Step['step'], string>> = {
  relayed: 'Relayed',
  decided: 'Decided',
  in_file: 'In a file',
  booked: 'Booked',
  submitted: 'Submitted',
}
const BY: Readonly<Record<number, string>> = { 60: 'minute', 3600: 'hour', 86400: 'UTC day' }
/** What workers observe is added up this often; asked more often it is the same. */
const ADDED_UP_MS = 10_000
const ALL = 'all'

/** From the record of an event to each step: how long it takes, over the time that the page shows. */
export function StepLatency({ from, to: end, isLive }: { from: number; to: number; isLive: boolean }) {
  const zone = useZone()
  const [view, setView] = useQueryStates({ product: parseAsString, site: parseAsString }, { history: 'push' })
  const at = (ms: number) => new Date(Math.floor(ms / ADDED_UP_MS) * ADDED_UP_MS).toISOString()
  const answer = useQuery({
    ...q<Answer>(api.latency, {
      from: at(from),
      to: at(end),
      product: view.product ?? undefined,
      site: view.site ?? undefined,
    }),
    refetchInterval: () => isLive && Math.max(ADDED_UP_MS, liveMs(api.latency)),
    placeholderData: keepPreviousData,
  })
  const { data } = answer
  const axis = data && axisOf(data.steps)
  return (
    <section className="border-t border-rule-2 pb-2" aria-label="From event to each step">
      <div className="sec">
        <h3>From event to each step</h3>
        <span className="q">
          time since the record of the usage event
          {data && `, since ${timeOrDay(data.from, end, zone)} by the ${BY[data.resolutionSeconds]}`}
        </span>
      </div>
      {data && (
        <div className="flex flex-wrap items-center gap-x-8">
          <Choices
            label="Product"
            values={[ALL, ...data.products]}
            chosen={view.product ?? ALL}
            words={(product) => (product === ALL ? 'All products' : product)}
            onChoose={(product) => void setView({ product: product === ALL ? null : product })}
          />
          <Choices
            label="Site of the event"
            values={[ALL, ...data.sites]}
            chosen={view.site ?? ALL}
            words={(site) => (site === ALL ? 'All sites' : site)}
            onChoose={(site) => void setView({ site: site === ALL ? null : site })}
          />
        </div>
      )}
      {data && !axis ? (
        <Empty title="Nothing was measured in this time">
          An event is measured when it reaches a step for the first time; what is read again is not. Choose a longer
          time
          {view.product || view.site ? ', or all products and sites' : ''}.
        </Empty>
      ) : data && axis ? (
        <table className="tbl" aria-label="Time from event to each step">
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col" className="n max-md:hidden">
                Events
              </th>
              <th scope="col" className="n">
                p50
              </th>
              <th scope="col" className="n">
                p95
              </th>
              <th scope="col" className="n">
                p99
              </th>
              <th scope="col" className="w-[46%] max-md:w-[34%]">
                <span className="sr-only">How the events are spread</span>
                <Ticks axis={axis} />
              </th>
            </tr>
          </thead>
          <tbody>
            {data.steps.map((step) => (
              <tr key={step.step} className="roomy">
                <td>
                  <span className="font-medium">{NAMES[step.step]}</span>
                  <span className="text-ink-3 max-lg:hidden">, {step.words}</span>
                </td>
                <td className="n max-md:hidden">{count(step.events)}</td>
                {([step.p50Ms, step.p95Ms, step.p99Ms] as const).map((ms, nth) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: three columns, always the same
                  <td key={nth} className="n">
                    {ms === null ? <span className="text-ink-3">none</span> : duration(ms / 1_000)}
                  </td>
                ))}
                <td>
                  <Bars step={step} axis={axis} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : answer.error ? (
        <Failure error={answer.error} retry={() => answer.refetch()} what="The latency of the steps" />
      ) : (
        <SkeletonTable columns={[190, 50, 40, 40, 40, 320]} rows={5} />
      )}
    </section>
  )
}

/** One axis for all steps, a log scale: over the bars, so that a column of them is read down. */
function Ticks({ axis }: { axis: Axis }) {
  return (
    <span className="relative block h-4" aria-hidden="true">
      {axis.ticks.map(({ words, share }, nth) => (
        <span
          key={words}
          className={`absolute top-0 -translate-x-1/2 ${nth % 2 === 1 ? 'max-lg:hidden' : ''}`}
          style={{ left: `${share * 100}%` }}
        >
          {words}
        </span>
      ))}
    </span>
  )
}

function Bars({ step, axis }: { step: Step; axis: Axis }) {
  const bars = barsOf(step.buckets, axis)
  return (
    <span className="relative block h-6 border-b border-rule-2" role="img" aria-label={inWords(step, bars)}>
      {axis.ticks.map(({ words, share }) => (
        <span key={words} className="absolute inset-y-0 w-px bg-rule" style={{ left: `${share * 100}%` }} />
      ))}
      {bars.map((bar) => (
        <span
          key={bar.left}
          className="absolute bottom-0 bg-density-4"
          title={bar.words}
          style={{
            left: `${bar.left * 100}%`,
            width: `max(1px, calc(${bar.width * 100}% - 1px))`,
            height: `${bar.height * 100}%`,
          }}
        />
      ))}
    </span>
  )
}

const inWords = ({ step, events, buckets }: Step, bars: readonly Bar[]): string =>
  bars.length === 0
    ? `${NAMES[step]}: nothing reached it`
    : `${NAMES[step]}: ${plural(events, 'event')}, from ${duration(buckets[0]!.aboveMs / 1_000)} to ${duration((buckets.at(-1)!.upToMs ?? buckets.at(-1)!.aboveMs) / 1_000)}`
