'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { ResumeAnswer } from '../../domain/api/commands.ts'
import { plural } from '../format.ts'
import { api } from '../paths.ts'
import { postJson } from '../query.ts'
import { Failure } from '../states.tsx'
import { ActButtons, ActFrame, Why } from './frame.tsx'
import { Numbers } from './numbers.tsx'
import type { Stopped } from './resume.tsx'

/** After a loss a person must accept that the cursor starts anew: said before it is done, never by a flag alone. */
const NEEDS_NEW_EPOCH = new Set(['lost_range', 'topic_made_anew'])

export function ResumeDialog({ at, onClose }: { at: Stopped; onClose: () => void }) {
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
    enabled: done === null,
  })
  const would = plan.data?.partitions ?? []
  const going = would.filter((p) => p.why === 'would go on')
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
      onClose={onClose}
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
            <button type="button" className="btn btn-big" onClick={onClose}>
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
            onCancel={onClose}
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
