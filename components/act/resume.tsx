'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { ResumeAnswer } from '../../domain/api/commands.ts'
import type { Pipeline } from '../../domain/api/pipeline.ts'
import { Time } from '../clock.tsx'
import { plural } from '../format.ts'
import { Glyph } from '../glyph.tsx'
import { api } from '../paths.ts'
import { postJson } from '../query.ts'
import { Failure } from '../states.tsx'
import { useMay } from '../viewer.tsx'
import { ActButtons, ActFrame, Numbers, Why } from './frame.tsx'

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
  const [open, setOpen] = useState(false)
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
        <button type="button" className="btn" onClick={() => setOpen(true)}>
          Resume 1 partition …
        </button>
      )}
      <ResumeDialog at={at} open={open} onClose={() => setOpen(false)} />
    </li>
  )
}

/** After a loss a person must accept that the cursor starts anew: said before it is done, never by a flag alone. */
const NEEDS_NEW_EPOCH = new Set(['lost_range', 'topic_made_anew'])

function ResumeDialog({ at, open, onClose }: { at: Stopped; open: boolean; onClose: () => void }) {
  const client = useQueryClient()
  const [why, setWhy] = useState('')
  const [allowed, setAllowed] = useState(0)
  const [accepts, setAccepts] = useState(false)
  const [running, setRunning] = useState(false)
  const [done, setDone] = useState<ResumeAnswer | null>(null)
  const [error, setError] = useState<unknown>(null)
  const field = useRef<HTMLInputElement>(null)
  const { processor, site, topic, partition, stop } = at
  const command = { processor, site, topic, partition, newEpoch: accepts, allowDeadLetters: allowed }
  const plan = useQuery({
    queryKey: [api.resume, 'dry run', command],
    queryFn: ({ signal }) => postJson<ResumeAnswer>(api.resume, { ...command, dryRun: true }, signal),
    enabled: open && done === null,
  })
  const would = plan.data?.partitions ?? []
  const going = would.filter((p) => p.why === 'would go on')
  const close = () => {
    onClose()
    setDone(null)
    setError(null)
  }
  const act = async () => {
    if (running || why.trim() === '') return
    setRunning(true)
    setError(null)
    try {
      setDone(await postJson<ResumeAnswer>(api.resume, { ...command, dryRun: false, why: why.trim() }))
      await client.invalidateQueries()
    } catch (failure) {
      setError(failure)
    } finally {
      setRunning(false)
    }
  }
  return (
    <ActFrame
      open={open}
      onClose={close}
      focus={field}
      title={done ? done.words.replace(/\.$/, '') : `Resume ${processor} at ${site}, ${topic} partition ${partition}?`}
    >
      {done ? (
        <>
          <p className="mt-1 text-12 leading-[17px] text-ink-2">
            {done.auditId ? `In the audit log as ${done.auditId}. ` : ''}It reads on within seconds; a cause that is
            still there stops it again at the same record.
          </p>
          <div className="mt-3 flex justify-end">
            <button type="button" className="btn btn-big" onClick={close}>
              Close
            </button>
          </div>
        </>
      ) : (
        <>
          <p className="mt-1 mb-2 text-12 leading-[17px] text-ink-2">
            {stop.whatHappened} {stop.whatToDo}
          </p>
          <Numbers
            rows={would.map((p) => ({
              key: `${p.topic} ${p.partition}`,
              count: '1',
              words: `${p.why} at offset ${p.recordOffset}`,
              strong: p.why === 'would go on',
            }))}
          />
          {NEEDS_NEW_EPOCH.has(stop.kind) && (
            <label className="mt-2 flex items-start gap-2 text-12 leading-[17px]">
              <input
                type="checkbox"
                className="mt-0.5"
                checked={accepts}
                onChange={(e) => setAccepts(e.target.checked)}
              />
              Begin a new epoch: what was lost stays lost, and the cursor starts at the log's start. This cannot be
              undone.
            </label>
          )}
          {stop.kind === 'dead_letter_storm' && (
            <label className="mt-2 block text-12">
              Dead letters allowed before it stops again
              <input
                className="field ml-2 w-24 text-right"
                type="number"
                min={0}
                max={1_000_000}
                value={allowed}
                onChange={(e) => setAllowed(Math.max(0, Math.min(1_000_000, Math.floor(Number(e.target.value) || 0))))}
              />
            </label>
          )}
          <Why value={why} onChange={setWhy} field={field} disabled={running} onEnter={act} />
          {error !== null && <Failure error={error} what="To resume it" />}
          <ActButtons
            onCancel={close}
            onAct={act}
            words={running ? 'Resuming …' : `Resume ${plural(going.length, 'partition')}`}
            disabled={why.trim() === '' || running || going.length === 0}
            running={running}
          />
        </>
      )}
    </ActFrame>
  )
}
