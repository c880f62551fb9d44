'use client'

import { useNow, useZone } from '../clock.tsx'
import { count, duration, plural, rate, zoneCity, zoneOffset } from '../format.ts'
import { Glyph, SiteGlyph } from '../glyph.tsx'
import { bookDay, booksView } from '../overview/pipeline-view.ts'
import { usePipeline } from '../pipeline-query.ts'

/** The books line: does each event of the day have one place? With it, how fast and how well everything answers. */
export function Foot() {
  const { data, stale } = usePipeline()
  const zone = useZone()
  const minute = useNow(60_000)
  const books = data ? booksView(data) : null
  const late = (data?.latency.now.p95Ms ?? 0) > 60_000
  const submitter = data?.jobs.find((job) => job.name === 'zuora-submitter')
  return (
    <footer className="foot" data-stale={stale}>
      {data && (
        <>
          <span className="st">
            <Glyph
              name={books === null || books.difference === null ? 'missing' : books.difference === '0' ? 'ok' : 'stop'}
              size={10}
            />
            <span className={books?.difference && books.difference !== '0' ? 'text-stop-ink' : ''}>
              Books of {bookDay(data)}:{' '}
              {books === null ? 'not counted yet' : books.difference === null ? 'not proven now' : 'difference '}
              {books?.difference != null && <b className="text-ink">{count(books.difference)}</b>}
            </span>
          </span>
          {books && <span>{count(books.eventsIn)} events in</span>}
          <span>
            Usage to file p50 <b className="text-ink">{ms(data.latency.now.p50Ms)}</b> · p95{' '}
            <b className={late ? 'text-warn-ink' : 'text-ink'}>{ms(data.latency.now.p95Ms)}</b>
          </span>
          <span className="flex-1" />
          {data.sites.map((site, index) => (
            <span key={site.name} className="st">
              <SiteGlyph index={index} />
              {site.name} {site.stale ? 'not heard' : rate(site.perSecond)}
            </span>
          ))}
          <span>Postgres {Math.max(1, Math.round(data.postgres.latencyMs))} ms</span>
          {data.waitingForZuora ? (
            <span className="text-warn-ink">
              {plural(data.waitingForZuora.files, 'file waits', 'files wait')} for Zuora
            </span>
          ) : (
            submitter && <span>Zuora {submitter.state === 'running' ? 'answers' : submitter.state}</span>
          )}
        </>
      )}
      {!data && <span className="flex-1">Books: not heard yet</span>}
      <span>
        Times in {zoneCity(zone)}
        {zone === 'UTC' ? '' : `, ${zoneOffset(minute, zone)}`}
      </span>
    </footer>
  )
}

const ms = (value: number | null) => (value === null ? '–' : duration(value / 1000))
