// biome-ignore-all lint/a11y/useSemanticElements: a group of buttons or of links in a drawing is no fieldset
'use client'

import { count, duration, plural, rate } from '../format.ts'
import { FILE_STATE_LOOK, GlyphAt, SiteShape } from '../glyph.tsx'
import { to } from '../paths.ts'
import { Rack } from '../rack.tsx'
import { MapKey } from './map-key.tsx'
import { Channel, ChannelWords, INK, NodeLink, plain, strong } from './map-parts.tsx'
import type { MapNode, MapSite, MapView } from './map-view.ts'

/**
 * The live pipeline, left to right: sites, a relay a site, filter, builder, bookkeeper, Zuora. Every x below is the
 * grid of the drawing (1224 wide, as wide as the sheet at 1440); rows of sites are stacked and the rest hangs on their
 * middle. Widths of channels follow the rate.
 */
const X = { relay: 220, join: 424, filter: 518, builder: 740, bookkeeper: 942, zuora: 1112, end: 1224 } as const
const SITE_PITCH = 158
const TUBE_HEIGHT = 68

export function PipelineMap({ view }: { view: MapView }) {
  const rows = view.sites.length
  const siteY = (index: number) => 84 + index * SITE_PITCH
  const middle = Math.max(156, (siteY(0) + siteY(rows - 1)) / 2 - 7)
  const bottom = Math.max(siteY(rows - 1) + 64, middle + 150)
  const height = bottom + 24
  const widest = Math.max(
    1,
    ...view.sites.map((s) => s.perSecond ?? 0),
    ...Object.values(view.perSecond).map((r) => r ?? 0),
  )
  const channel = (perSecond: number | null) =>
    perSecond === null || perSecond <= 0 ? 2 : 4 + 15 * (perSecond / widest)
  const dead = view.deadLetters
  return (
    <svg
      className="w-full max-w-[1420px]"
      viewBox={`0 0 ${X.end} ${height}`}
      role="group"
      aria-label="The pipeline, live"
    >
      {view.sites.map((site, index) => (
        <SiteRow
          key={site.name}
          site={site}
          y={siteY(index)}
          joinY={middle + (index - (rows - 1) / 2) * (channel(site.relayedPerSecond) * 0.5 + 5)}
          width={channel(site.perSecond)}
          outWidth={channel(site.relayedPerSecond)}
          alertSeconds={view.alertSeconds}
        />
      ))}
      <Channel
        d={`M620 ${middle}H708`}
        width={channel(view.perSecond.submittable)}
        density={2}
        perSecond={view.perSecond.submittable}
      />
      <Channel
        d={`M842 ${middle}H910`}
        width={channel(view.perSecond.rows)}
        density={3}
        perSecond={view.perSecond.rows}
      />
      <Channel
        d={`M1044 ${middle}H1112`}
        width={channel(view.perSecond.booked)}
        density={5}
        perSecond={view.perSecond.booked}
      />
      <ChannelWords
        x={456}
        y={middle}
        width={channel(view.perSecond.lineItems) * 1.1}
        perSecond={view.perSecond.lineItems}
        word="line-items"
      />
      <ChannelWords
        x={664}
        y={middle}
        width={channel(view.perSecond.submittable)}
        perSecond={view.perSecond.submittable}
        word="submittable"
      />
      <ChannelWords
        x={876}
        y={middle}
        width={channel(view.perSecond.rows)}
        perSecond={view.perSecond.rows}
        word="rows"
      />
      <ChannelWords
        x={1078}
        y={middle}
        width={channel(view.perSecond.booked)}
        perSecond={view.perSecond.booked}
        word="booked"
      />

      <Directory view={view} y={middle} />
      <Processor node={view.filter} x={X.filter} y={middle} alertSeconds={view.alertSeconds} />
      <Processor node={view.builder} x={X.builder} y={middle} alertSeconds={view.alertSeconds} />
      <Processor node={view.bookkeeper} x={X.bookkeeper} y={middle} alertSeconds={view.alertSeconds} />

      <path d={`M598 ${middle + 54}v58`} stroke="url(#reject-hatch)" strokeWidth="6" />
      <text x="608" y={middle + 94} style={strong}>
        {rate(view.rejected.perSecond)} rejected
      </text>
      <text x="608" y={middle + 108}>
        {view.rejected.today === null ? 'not heard' : `${view.rejected.today} today`}
      </text>

      <NodeLink
        href={to.files({ state: 'open' })}
        label={`${plural(view.openFiles.files, 'open file')}, ${view.openFiles.note}`}
      >
        <path d={`M788 ${middle + 54}v26`} stroke="var(--density-3)" strokeWidth="2" />
        <text x="742" y={middle + 94} style={strong}>
          {plural(view.openFiles.files, 'open file')}
        </text>
        <text x="742" y={middle + 108}>
          {view.openFiles.note}
        </text>
      </NodeLink>

      {view.quarantined.files > 0 && (
        <NodeLink
          href={to.files({ state: 'quarantined' })}
          label={`${plural(view.quarantined.files, 'quarantined file')}`}
        >
          <path d={`M950 ${middle + 54}v26`} stroke="var(--stop)" strokeWidth="2" />
          <GlyphAt name="stop" x={944} y={middle + 84} />
          <text x="961" y={middle + 94} style={{ ...strong, fill: 'var(--stop-ink)' }}>
            {count(view.quarantined.files)} quarantined
          </text>
          <text x="961" y={middle + 108}>
            {plural(view.quarantined.rows, 'row')}, kept from Zuora
          </text>
        </NodeLink>
      )}

      <DeadLetters
        x={220}
        from={siteY(rows - 1) + 54}
        y={bottom}
        letters={dead['usage-relay']}
        processor="usage-relay"
      />
      <DeadLetters
        x={520}
        from={middle + 54}
        y={bottom}
        letters={dead['submission-filter']}
        processor="submission-filter"
      />
      <Zuora view={view} y={middle} />
      <MapKey />
    </svg>
  )
}

function SiteRow({
  site,
  y,
  joinY,
  width,
  outWidth,
  alertSeconds,
}: {
  site: MapSite
  y: number
  joinY: number
  width: number
  outWidth: number
  alertSeconds: number
}) {
  const away = site.perSecond === null
  return (
    <g opacity={away ? 0.75 : 1}>
      <Channel d={`M84 ${y}H188`} width={width} density={1} perSecond={site.perSecond} />
      <Channel
        d={`M322 ${y}C414 ${y} 374 ${joinY} ${X.join} ${joinY}H486`}
        width={outWidth}
        density={1}
        perSecond={site.relayedPerSecond}
      />
      <g transform={`translate(0 ${y - 31})`}>
        <SiteShape index={site.index} />
        <text x="15" y="9" style={strong}>
          {site.name}
        </text>
      </g>
      {site.products.slice(0, 4).map((product, index) => (
        <g key={product.name}>
          <text x="0" y={y - 4 + index * 15} style={{ fontSize: 11, fill: 'var(--ink-2)' }}>
            {product.name}
          </text>
          <text x="77" y={y - 4 + index * 15} textAnchor="end" style={{ fontSize: 11, fill: 'var(--ink-2)' }}>
            {product.perSecond === null ? '?' : product.perSecond === 0 ? '0' : product.perSecond.toFixed(1)}
          </text>
        </g>
      ))}
      <path d={`M84.5 ${y - 34}v82`} stroke="var(--ink)" shapeRendering="crispEdges" />
      <text x="134" y={y - width / 2 - 6} textAnchor="middle" style={strong}>
        {rate(site.perSecond)}
      </text>
      <g transform={`translate(${X.relay} ${y - 38})`}>
        <Rack
          partitions={site.relay.partitions}
          alertSeconds={alertSeconds}
          size={{ height: TUBE_HEIGHT, words: true, numbers: true }}
        />
      </g>
      <NodeHead node={site.relay} x={X.relay + 2} y={y - 62} />
    </g>
  )
}

function Processor({ node, x, y, alertSeconds }: { node: MapNode; x: number; y: number; alertSeconds: number }) {
  return (
    <g>
      <g transform={`translate(${x} ${y - 38})`}>
        <Rack
          partitions={node.partitions}
          alertSeconds={alertSeconds}
          size={{ height: TUBE_HEIGHT, words: false, numbers: true }}
        />
      </g>
      <NodeHead node={node} x={x + 2} y={y - 62} />
    </g>
  )
}

/** State, name, and how far behind in time and messages. */
function NodeHead({ node, x, y }: { node: MapNode; x: number; y: number }) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <GlyphAt name={node.status} x={-1} y={-11} />
      <text x="17" y="0" style={strong}>
        {node.name}
      </text>
      <text x="17" y="16" style={plain}>
        {node.words !== null ? (
          <tspan style={{ fill: INK[node.status], fontWeight: node.status === 'stop' ? 600 : 400 }}>{node.words}</tspan>
        ) : (
          <>
            <tspan style={{ fontWeight: 600, fontSize: 13, fill: INK[node.status] }}>
              {duration(node.timeLagSeconds)}
            </tspan>
            <tspan dx="7">{count(node.behind)} behind</tspan>
          </>
        )}
      </text>
    </g>
  )
}

function Directory({ view, y }: { view: MapView; y: number }) {
  const { directory } = view
  const letters = view.deadLetters['account-directory']
  return (
    <g>
      <path d={`M525 24V${y - 78}`} stroke="var(--rule-2)" strokeWidth="1.5" />
      <path d={`M521 ${y - 83}l4 5 4-5`} fill="none" stroke="var(--ink-3)" strokeWidth="1.3" />
      <g transform="translate(520 16)">
        <GlyphAt name={directory.status} x={-1} y={-11} />
        <text x="17" y="0" style={strong}>
          account-directory
        </text>
        <text x="17" y="16" style={plain}>
          <tspan style={{ fontWeight: 600, fontSize: 13, fill: INK[directory.status] }}>
            {directory.words ?? duration(directory.timeLagSeconds)}
          </tspan>
          <tspan dx="7">{directory.accounts === null ? '' : plural(directory.accounts, 'account')}</tspan>
        </text>
      </g>
      {letters.open > 0 && (
        <NodeLink
          href={to.deadLetters({ processor: 'account-directory' })}
          label={`${plural(letters.open, 'dead letter')} of account-directory`}
        >
          <GlyphAt name="dead" x={536} y={38} />
          <text x="553" y="48" style={{ fontSize: 12, fontWeight: 600, fill: 'var(--dead-ink)' }}>
            {plural(letters.open, 'dead letter')}
          </text>
        </NodeLink>
      )}
    </g>
  )
}

function Zuora({ view, y }: { view: MapView; y: number }) {
  const { zuora } = view
  return (
    <g>
      <text x="1120" y={y - 62} style={strong}>
        Zuora
      </text>
      <text x="1120" y={y - 46} style={plain}>
        {zuora.away ?? (zuora.importedToday === null ? 'not heard' : `${plural(zuora.importedToday, 'file')} today`)}
      </text>
      <path d={`M1112 ${y - 38}v90`} stroke="var(--ink)" shapeRendering="crispEdges" />
      {zuora.waiting.slice(0, 5).map((entry, index) => (
        <g key={entry.state} transform={`translate(1120 ${y - 32 + index * 18})`}>
          <GlyphAt name={FILE_STATE_LOOK[entry.state].glyph} x={0} y={0} />
          <text x="18" y="10" style={{ fontSize: 12, fill: 'var(--ink)' }}>
            {count(entry.files)} {FILE_STATE_LOOK[entry.state].word.toLowerCase().replace('outcome ', '')}
          </text>
        </g>
      ))}
    </g>
  )
}

function DeadLetters({
  x,
  from,
  y,
  letters,
  processor,
}: {
  x: number
  from: number
  y: number
  letters: { open: number; note: string }
  processor: string
}) {
  if (letters.open === 0) return null
  return (
    <NodeLink
      href={to.deadLetters({ processor })}
      label={`${plural(letters.open, 'dead letter')} of ${processor}, ${letters.note}`}
    >
      <path d={`M${x + 6} ${from}V${y - 4}`} stroke="var(--dead)" strokeWidth="2" />
      <GlyphAt name="dead" x={x} y={y} />
      <text x={x + 17} y={y + 10}>
        <tspan style={{ ...strong, fill: 'var(--dead-ink)' }}>{plural(letters.open, 'dead letter')}</tspan>
        <tspan dx="8">{letters.note}</tspan>
      </text>
    </NodeLink>
  )
}
