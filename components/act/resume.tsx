'use client'

import type { Pipeline } from '../../domain/api/pipeline.ts'
import { Time } from '../clock.tsx'
import { plural } from '../format.ts'
import { Glyph } from '../glyph.tsx'
import { useMay } from '../viewer.tsx'
import { useBeginAct } from './acts.tsx'

export type Stopped = {
  readonly processor: string
  readonly site: string
  readonly topic: string
  readonly partition: number
  readonly stop: NonNullable<Pipeline['processors'][number]['partitions'][number]['stop']>
}

export const stoppedPartitions = (pipeline: Pipeline | undefined): Stopped[] =>
  (pipeline?.processors ?? []).flatMap(({ name, site, partitions }) =>
    partitions.flatMap(({ topic, partition, stop }) =>
      stop ? [{ processor: name, site, topic, partition, stop }] : [],
    ),
  )

/** Partitions that stand still and wait for a person, each with what happened, what it means and what to do. */
export function StoppedPartitions({ stopped }: { stopped: readonly Stopped[] }) {
  if (stopped.length === 0) return null
  return (
    <section aria-label="Stopped partitions" className="border-t border-rule-2 pb-2">
      <div className="sec">
        <h3>
          {plural(stopped.length, 'partition')} {stopped.length === 1 ? 'stands' : 'stand'} still
        </h3>
        <span className="q">nothing is skipped: it goes on where it stopped</span>
      </div>
      <ul className="text-12 leading-[17px]">
        {stopped.map((at) => (
          <StoppedRow key={`${at.processor} ${at.site} ${at.topic} ${at.partition}`} at={at} />
        ))}
      </ul>
    </section>
  )
}

function StoppedRow({ at }: { at: Stopped }) {
  const may = useMay()
  const begin = useBeginAct()
  return (
    <li className="grid grid-cols-[12px_minmax(0,1fr)_auto] items-start gap-2 border-t border-rule py-1.5">
      <span className="mt-[3px]">
        <Glyph name="stop" />
      </span>
      <span className="[overflow-wrap:anywhere]">
        <b className="text-stop-ink">
          {at.processor} at {at.site}, {at.topic} partition {at.partition}
        </b>{' '}
        <span className="text-ink-3">
          since <Time at={at.stop.since} />, at offset <span className="mono">{at.stop.recordOffset}</span>
        </span>
        <br />
        {at.stop.whatHappened} {at.stop.whatItMeans} {at.stop.whatToDo}
      </span>
      {may('repair') && (
        <button type="button" className="btn" onClick={() => begin({ stopped: at })}>
          Resume 1 partition …
        </button>
      )}
    </li>
  )
}
