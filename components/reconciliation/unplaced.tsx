'use client'

import { useRef, useState } from 'react'
import type { Unplaced as Answer } from '../../domain/api/reconciliation.ts'
import { Time } from '../clock.tsx'
import type { Days } from '../days.ts'
import { clockMillis, count, plural } from '../format.ts'
import { Id } from '../frame/copy.tsx'
import { Glyph } from '../glyph.tsx'
import { api } from '../paths.ts'
import { getJson } from '../query.ts'
import { Empty, Failure } from '../states.tsx'
import { useMay } from '../viewer.tsx'
import { RepairButton, RepairPlan } from './repair.tsx'

type Found = Answer['unplaced'][number] & { readonly partition: number }
type Progress = {
  readonly read: number
  readonly inRange: number
  readonly partition: number
  readonly partitions: number
  readonly found: readonly Found[]
}

/** Shown at most: beyond it one knows enough to stop and mend. */
const FOUND_MAX = 500

/**
 * From a difference to exact offsets: reads the topic again at this site, partition by partition, each record looked for
 * in decisions and dead letters. It goes on in steps, says how far it is, and can be stopped.
 */
export function Unplaced({ place, days }: { place: { site: string; topic: string; product: string }; days: Days }) {
  const [state, setState] = useState<'idle' | 'reading' | 'stopped' | 'done'>('idle')
  const [progress, setProgress] = useState<Progress | null>(null)
  const [error, setError] = useState<unknown>(null)
  const reading = useRef<AbortController | null>(null)
  const may = useMay()
  const lost = progress?.found.flatMap(({ lost, lineItemId }) => (lost && lineItemId ? [lineItemId] : [])) ?? []
  const offersRepair = lost.length > 0 && may('repair')

  const start = async () => {
    const asking = new AbortController()
    reading.current = asking
    setState('reading')
    setError(null)
    let sum: Progress = { read: 0, inRange: 0, partition: 0, partitions: 0, found: [] }
    setProgress(sum)
    try {
      for (let partition = 0, partitions = 1; partition < partitions; partition++) {
        let offset: string | undefined
        for (let done = false; !done && sum.found.length < FOUND_MAX; ) {
          const answer: Answer = await getJson<Answer>(
            api.unplaced,
            { site: place.site, topic: place.topic, partition, from: days.from, to: days.to, offset },
            asking.signal,
          )
          partitions = answer.partitions
          done = answer.done
          offset = answer.nextOffset
          sum = {
            read: sum.read + answer.read,
            inRange: sum.inRange + answer.inRange,
            partition,
            partitions,
            found: [...sum.found, ...answer.unplaced.map((event) => ({ ...event, partition }))],
          }
          setProgress(sum)
        }
      }
      setState('done')
    } catch (failure) {
      setState('stopped')
      if (!asking.signal.aborted) setError(failure)
    }
  }
  return (
    <section className="mt-1 border-t border-ink pb-3" aria-label="Exact offsets">
      <div className="sec max-md:h-12!">
        <h3 className="min-w-0 truncate">
          {place.topic} at {place.site}, offset by offset
        </h3>
        <span className="q">{days.words}, all products of the topic</span>
        <span className="flex-1" />
        {state === 'reading' ? (
          <button type="button" className="btn self-center" onClick={() => reading.current?.abort()}>
            Stop after {count(progress?.read ?? 0)} records
          </button>
        ) : (
          <button type="button" className="btn flex-none self-center" onClick={start}>
            {state === 'idle' ? 'Read the log again' : 'Read it once more'}
          </button>
        )}
      </div>
      {state === 'idle' && (
        <p className="text-12 leading-[17px] text-ink-2">
          Each record that the relay has passed is read again and looked for among the decisions and the dead letters,
          and what was accepted among the rows of files. It changes nothing; it takes a second for some 20,000 records.
        </p>
      )}
      {progress && (
        <p className="text-12 leading-[17px] text-ink-2" role="status">
          {state === 'reading' ? 'Reading' : state === 'done' ? 'Read' : 'Stopped'}: partition {progress.partition} of{' '}
          {Math.max(1, progress.partitions) - 1}, {plural(progress.read, 'record')}, {count(progress.inRange)} of them
          of this time.
        </p>
      )}
      {error !== null && <Failure error={error} retry={start} what="The log" />}
      {progress && progress.found.length > 0 ? (
        <table className="tbl" aria-label="Events without a place">
          <thead>
            <tr>
              <th scope="col">Place in the log</th>
              <th scope="col" className="max-md:hidden">
                Recorded
              </th>
              <th scope="col" className="max-lg:hidden">
                Event
              </th>
              <th scope="col">What is missing</th>
              {offersRepair && <th scope="col">Repair</th>}
            </tr>
          </thead>
          <tbody>
            {progress.found.map((event) => (
              <tr key={`${event.partition} ${event.offset}`}>
                <td>
                  <span className="st">
                    <Glyph name="stop" />
                    <Id value={`${place.topic}:${event.partition}:${event.offset}@${place.site}`} what="the place" />
                  </span>
                </td>
                <td className="max-md:hidden">
                  <Time at={event.recordedAt} show={(at, _, zone) => clockMillis(at, zone)} />
                </td>
                <td className="mono max-lg:hidden">{event.eventId ?? '?'}</td>
                <td className="whitespace-normal!">{event.words}</td>
                {offersRepair && (
                  <td>{event.lost && event.lineItemId && <RepairButton lineItemId={event.lineItemId} />}</td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        state === 'done' && (
          <Empty title="Every record has its decision or its dead letter, and no row is lost">
            A difference that remains is an event with two places, or a count of a product that changed its name.
          </Empty>
        )
      )}
      {state !== 'reading' && lost.length > 0 && <RepairPlan lineItemIds={lost} />}
    </section>
  )
}
