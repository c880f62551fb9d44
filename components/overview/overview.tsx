'use client'

import Link from 'next/link'
import type { Pipeline } from '../../domain/api/pipeline.ts'
import { StoppedPartitions, stoppedPartitions } from '../act/resume.tsx'
import { useNow, useZone } from '../clock.tsx'
import { count, duration, plural } from '../format.ts'
import { Page } from '../frame/page.tsx'
import { Hatches } from '../hatches.tsx'
import { lateChart } from '../late-chart.tsx'
import { to } from '../paths.ts'
import { usePipeline } from '../pipeline-query.ts'
import { ApiProblem } from '../query.ts'
import { Failure, StaleNote } from '../states.tsx'
import { Attention } from './attention.tsx'
import { Conservation } from './conservation.tsx'
import { Money } from './money.tsx'
import { NewestFiles } from './newest-files.tsx'
import { PipelineList } from './pipeline-list.tsx'
import { PipelineMap } from './pipeline-map.tsx'
import {
  bookDay,
  booksNote,
  booksView,
  latencySeconds,
  mapView,
  moneyView,
  staleSources,
  stemMarks,
} from './pipeline-view.ts'
import { Readings } from './readings.tsx'
import { OverviewSkeleton } from './skeleton.tsx'

const LatencyChart = lateChart(() => import('./latency-chart.tsx').then((m) => m.LatencyChart))

export function Overview() {
  const pipeline = usePipeline()
  const { data, error, heardAt, stale } = pipeline
  return (
    <Page title="Overview" heardAt={heardAt} stem={{ marks: stemMarks(data) }}>
      {data && (stale || error) && heardAt !== null && <StaleNote heardAt={heardAt} why={whyOld(error)} />}
      {data ? (
        <div data-stale={stale}>
          <Sheet pipeline={data} />
        </div>
      ) : error ? (
        <Failure error={error} retry={() => pipeline.refetch()} what="The pipeline" />
      ) : (
        <OverviewSkeleton />
      )}
    </Page>
  )
}

const whyOld = (error: unknown) =>
  error instanceof ApiProblem
    ? `${error.title}. ${error.message} The figures below are as they were then; this page asks again every 2 s.`
    : undefined

function Sheet({ pipeline }: { pipeline: Pipeline }) {
  const zone = useZone()
  const now = useNow(1000)
  const view = mapView(pipeline, now, zone)
  const books = booksView(pipeline)
  const money = moneyView(pipeline)
  const old = staleSources(pipeline, zone)
  const reading = (r: Pipeline['readings']['finance']) => ({
    glyph: r.status,
    title: r.title,
    detail: r.detail,
    action: r.link ?? undefined,
  })
  return (
    <>
      {old.length > 0 && (
        <div className="note mt-1 bg-warn-wash text-warn-ink" role="status">
          <span>
            <b>{old.join('; ')}.</b> What it reported stays below as it was then; the rest is live.
          </span>
        </div>
      )}
      <Readings
        readings={[
          { for: 'finance', reading: reading(pipeline.readings.finance) },
          { for: 'engineer', reading: reading(pipeline.readings.engineer) },
          { for: 'support', reading: reading(pipeline.readings.support) },
        ]}
      />
      <StoppedPartitions stopped={stoppedPartitions(pipeline)} />
      <section aria-label="Pipeline" className="pt-1.5">
        <Hatches />
        <div className="max-lg:hidden">
          <PipelineMap view={view} />
        </div>
        <div className="lg:hidden">
          <PipelineList view={view} />
        </div>
      </section>
      {books && <Conservation books={books} day={bookDay(pipeline)} note={booksNote(pipeline)} />}
      <section className="cols grid-cols-[314px_minmax(0,1fr)_364px] max-xl:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)]">
        <UsageToFile pipeline={pipeline} />
        <div>
          <div className="sec">
            <h3>Money of today</h3>
            <span className="q">{count(pipeline.money.total.rows)} rows in files</span>
            <span className="flex-1" />
            <Link className="link text-12 text-ink-2" href={to.files()}>
              Ledger
            </Link>
          </div>
          <Money rows={money.rows} priced={money.priced} />
        </div>
        <div className="md:max-xl:col-span-2 md:max-xl:border-t md:max-xl:border-l-0 md:max-xl:border-rule-2 md:max-xl:px-0!">
          <Attention alerts={pipeline.alerts} />
          <NewestFiles />
        </div>
      </section>
    </>
  )
}

const HOURS_SHOWN = 3

function UsageToFile({ pipeline }: { pipeline: Pipeline }) {
  const zone = useZone()
  const at = Date.parse(pipeline.at)
  const points = pipeline.latency.series.map((point) => ({
    at: Date.parse(point.minute),
    p50: latencySeconds(point.p50Ms),
    p95: latencySeconds(point.p95Ms),
    p99: latencySeconds(point.p99Ms),
  }))
  const first = points[0]?.at
  // a young installation shows what there is, at least half an hour wide, instead of an empty field
  const from = Math.max(at - HOURS_SHOWN * 3_600_000, Math.min(first ?? at, at - 1_800_000))
  const { now } = pipeline.latency
  return (
    <div>
      <div className="sec">
        <h3>Usage to file</h3>
        <span className="q">event to row, {duration(Math.round((at - from) / 60_000) * 60)}</span>
      </div>
      <div className="h-[186px] w-full" role="img" aria-label={latencyWords(pipeline)}>
        <LatencyChart points={points} from={from} to={at} zone={zone} marks={stemMarks(pipeline)} now={now} />
      </div>
      <p className="mt-1.5 text-12 leading-[18px] text-ink-3">
        {now.rows === 0
          ? `No row was booked in the last ${duration(now.windowSeconds)}.`
          : `${plural(now.rows, 'row')} booked in the last ${duration(now.windowSeconds)}.`}
      </p>
    </div>
  )
}

const latencyWords = (pipeline: Pipeline): string => {
  const { now } = pipeline.latency
  return `Usage to file, log scale: p50 ${duration(latencySeconds(now.p50Ms))}, p95 ${duration(latencySeconds(now.p95Ms))}, p99 ${duration(latencySeconds(now.p99Ms))}`
}
