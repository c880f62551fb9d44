// biome-ignore-all lint/a11y/useSemanticElements: a drawing is no fieldset
'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { count, duration, plural, rate } from '../format.ts'
import { FILE_STATE_LOOK, Glyph, SiteShape } from '../glyph.tsx'
import { to } from '../paths.ts'
import { Rack } from '../rack.tsx'
import { INK } from './map-parts.tsx'
import type { MapNode, MapView } from './map-view.ts'

/** Below 1280 px the map turns downwards: the same nodes in the order of the flow, tubes at the right of each. */
export function PipelineList({ view }: { view: MapView }) {
  const dead = view.deadLetters
  const steps: { node: MapNode; density: number; more: ReactNode; letters: keyof typeof dead | null }[] = [
    ...view.sites.map((site, index) => ({
      node: site.relay,
      density: 1,
      more: <>{rate(site.relayedPerSecond)} relayed</>,
      letters: index === view.sites.length - 1 ? ('usage-relay' as const) : null,
    })),
    {
      node: view.filter,
      density: 2,
      more: (
        <>
          {rate(view.perSecond.lineItems)} in · {rate(view.rejected.perSecond)} rejected
        </>
      ),
      letters: 'submission-filter',
    },
    { node: view.builder, density: 3, more: <>{plural(view.openFiles.files, 'open file')}</>, letters: null },
    { node: view.bookkeeper, density: 4, more: <>{rate(view.perSecond.booked)} booked</>, letters: null },
  ]
  return (
    <div>
      <div className="flex gap-6 border-b border-ink py-1.5">
        {view.sites.map((site) => (
          <span key={site.name} className="st">
            <svg width="9" height="9" viewBox="0 0 9 9" aria-hidden="true">
              <SiteShape index={site.index} />
            </svg>
            {site.name} <b>{rate(site.perSecond)}</b>
          </span>
        ))}
      </div>
      <ol>
        {steps.map(({ node, density, more, letters }) => (
          <li key={node.name} className="grid min-h-[66px] grid-cols-[22px_minmax(0,1fr)_108px] gap-2.5">
            <i className="mx-auto w-3" style={{ background: `var(--density-${density})` }} />
            <div className="py-1.5 text-12 leading-[18px] text-ink-2">
              <b className="st text-13 text-ink">
                <Glyph name={node.status} />
                {node.name}
              </b>
              <p>
                {node.words ?? (
                  <>
                    <b style={{ color: INK[node.status] }}>{duration(node.timeLagSeconds)}</b> · {count(node.behind)}{' '}
                    behind
                  </>
                )}
              </p>
              <p>{more}</p>
              {letters && dead[letters].open > 0 && (
                <Link className="st text-dead-ink" href={to.deadLetters({ processor: letters })} prefetch={false}>
                  <Glyph name="dead" size={10} />
                  {plural(dead[letters].open, 'dead letter')}
                </Link>
              )}
            </div>
            <svg
              className="self-center"
              width="108"
              height="60"
              viewBox="-8 -2 108 60"
              role="group"
              aria-label={`Partitions of ${node.name}`}
            >
              <Rack
                partitions={node.partitions}
                alertSeconds={view.alertSeconds}
                size={{ height: 38, words: false, numbers: true }}
              />
            </svg>
          </li>
        ))}
        <li className="grid min-h-[52px] grid-cols-[22px_minmax(0,1fr)] gap-2.5">
          <i className="mx-auto w-3" style={{ background: 'var(--density-6)' }} />
          <div className="py-1.5 text-12 leading-[18px] text-ink-2">
            <b className="text-13 text-ink">Zuora</b>
            <p>
              {view.zuora.away ??
                `${view.zuora.importedToday === null ? '? files' : plural(view.zuora.importedToday, 'file')} today`}
              {view.zuora.waiting.map((w) => ` · ${w.files} ${FILE_STATE_LOOK[w.state].word.toLowerCase()}`)}
            </p>
          </div>
        </li>
      </ol>
    </div>
  )
}
