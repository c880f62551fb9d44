// biome-ignore-all lint/a11y/useSemanticElements: a group of drawings is no fieldset
'use client'

import { FILE_STATES } from '../domain/file-states.ts'
import { Id } from './frame/copy.tsx'
import { Page } from './frame/page.tsx'
import { FileStateMark, Glyph, SiteGlyph } from './glyph.tsx'
import { Hatches } from './hatches.tsx'
import { Rack } from './rack.tsx'
import { Empty, Failure, SkeletonRows, StaleNote } from './states.tsx'

/** The key of shapes and colours, and the states of a region. Figures here are of the parts, not of the pipeline. */
const SIGNALS = [
  ['ok', 'OK', 'lag falls or is none'],
  ['warn', 'Warn', 'reads, and gets behind'],
  ['stall', 'Stall', 'same offset, with lag'],
  ['stop', 'Stop', 'no commits; quarantined'],
  ['rewind', 'Rewind', 'went back'],
  ['dead', 'Dead letter', 'waits for repair'],
] as const
const STEPS = ['in flight', 'open', 'closed', 'balanced', 'submitting', 'imported']

export function Design() {
  return (
    <Page title="Parts" heardAt={null}>
      <div className="sec">
        <h2>One colour, one meaning; one shape beside it</h2>
      </div>
      <div className="grid grid-cols-6 gap-x-5 pb-1.5 text-12 leading-[22px] max-lg:grid-cols-2">
        {SIGNALS.map(([name, word, meaning]) => (
          <div key={name} className="flex items-center gap-1.5">
            <Glyph name={name} />
            <b style={{ color: `var(--${name}-ink)` }}>{word}</b>
            <span className="text-ink-3">{meaning}</span>
          </div>
        ))}
        {FILE_STATES.map((state) => (
          <div key={state}>
            <FileStateMark state={state} />
          </div>
        ))}
        {STEPS.map((step, index) => (
          <div key={step} className="flex items-center gap-2">
            <i className="h-2.5 w-7" style={{ background: `var(--density-${index + 1})` }} />
            {step}
          </div>
        ))}
        {['home site', 'second site', 'third site'].map((name, index) => (
          <div key={name} className="st">
            <SiteGlyph index={index} /> {name}
          </div>
        ))}
      </div>
      <section className="cols grid-cols-3">
        <div>
          <div className="sec">
            <h3>Rack of tubes</h3>
            <span className="q">six and 40 partitions, one not heard</span>
          </div>
          <Hatches />
          <svg width="300" height="110" viewBox="-44 -4 300 110" role="group" aria-label="Racks">
            <Rack
              alertSeconds={60}
              size={{ height: 68, words: true, numbers: true }}
              partitions={[0.4, 1.2, 8, 96, 2, null].map((seconds, partition) => ({
                partition,
                timeLagSeconds: seconds,
                status: seconds === null ? 'missing' : seconds > 60 ? 'warn' : 'ok',
              }))}
            />
            <g transform="translate(140 0)">
              <Rack
                alertSeconds={60}
                size={{ height: 68, words: false, numbers: true }}
                partitions={Array.from({ length: 40 }, (_, partition) => ({
                  partition,
                  timeLagSeconds: partition === 17 ? 900 : 1 + (partition % 5),
                  status: partition === 17 ? ('stall' as const) : ('ok' as const),
                }))}
              />
            </g>
          </svg>
          <div className="sec">
            <h3>Ids and controls</h3>
          </div>
          <p className="pb-2">
            <Id value="01a20813-fd4a-8f40-9b2d-1f6f3a92c07e" what="the id" />
          </p>
          <div className="flex gap-2">
            <button type="button" className="btn">
              Show 100 older files
            </button>
            <button type="button" className="btn" disabled>
              Nothing to show
            </button>
            <input className="field" placeholder="Filter" aria-label="Filter" />
          </div>
        </div>
        <div>
          <div className="sec">
            <h3>Loading</h3>
            <span className="q">the shape of what comes, after 150 ms</span>
          </div>
          <table className="tbl">
            <tbody>
              <SkeletonRows columns={[74, 142, 40, 40]} rows={4} />
            </tbody>
          </table>
          <div className="sec">
            <h3>Empty</h3>
          </div>
          <Empty title="No file is closed yet">The first one to reach its age or its size appears here.</Empty>
        </div>
        <div>
          <div className="sec">
            <h3>Stale</h3>
          </div>
          <StaleNote heardAt={Date.UTC(2026, 10, 23, 14, 28, 41)} />
          <div className="sec">
            <h3>Error</h3>
          </div>
          <Failure
            what="The pipeline"
            error={new Error('Nothing is lost: workers stop and keep their place.')}
            retry={() => undefined}
          />
        </div>
      </section>
    </Page>
  )
}
