'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import type { Throughput } from '../../domain/api/throughput.ts'
import { useZone } from '../clock.tsx'
import { count, dayMonth, duration, hourMinute, plural } from '../format.ts'
import { api, to } from '../paths.ts'
import { q } from '../query.ts'
import { Empty, Failure, SkeletonTable } from '../states.tsx'
import { useMay } from '../viewer.tsx'

const HOUR = 3_600_000
/** A partition with this much more than an even share is named first. */
const HOT_FACTOR = 2

const DAY_SECONDS = 86_400

/** From a spike to its partition: what a processor read from each, by the time of the events. */
export function Partitions({ processor, from, to: end }: { processor: string; from: number; to: number }) {
  const zone = useZone()
  const may = useMay()
  const hour = (ms: number) => new Date(Math.floor(ms / HOUR) * HOUR).toISOString()
  const answer = useQuery({
    ...q<Throughput>(api.throughput, { by: 'partition', processor, from: hour(from), to: hour(end + HOUR) }),
    placeholderData: keepPreviousData,
  })
  const rows = (answer.data?.series ?? [])
    .map(({ key, points }) => {
      const at = key.lastIndexOf(':')
      return {
        key,
        topic: key.slice(0, at),
        partition: key.slice(at + 1),
        records: points.reduce((sum, point) => sum + point.records, 0),
        points,
      }
    })
    .sort((a, b) => b.records - a.records)
  const total = rows.reduce((sum, { records }) => sum + records, 0)
  const most = Math.max(1, ...rows.flatMap(({ points }) => points.map(({ records }) => records)))
  const step = answer.data?.stepSeconds ?? 3_600
  const since = answer.data?.from ?? hour(from)
  const moment = (at: string) => (step < DAY_SECONDS ? hourMinute(at, zone) : dayMonth(at, 'UTC'))
  const even = rows.length === 0 ? 0 : total / rows.length
  return (
    <section className="border-t border-ink pb-2" aria-label={`Partitions of ${processor}`}>
      <div className="sec">
        <h3>{processor} by partition</h3>
        <span className="q">
          events since{' '}
          {step < DAY_SECONDS ? `${dayMonth(since, zone)} ${hourMinute(since, zone)}` : `${dayMonth(since, 'UTC')} UTC`}
          , by the time of the usage, all sites; the fullest first
        </span>
      </div>
      {answer.data && rows.length === 0 ? (
        <Empty title={`${processor} counts nothing by partition`}>
          usage-relay and submission-filter keep a ledger by partition; the others are seen by the minute above.
        </Empty>
      ) : answer.data ? (
        <table className="tbl" aria-label={`Partitions of ${processor}`}>
          <thead>
            <tr>
              <th scope="col">Topic</th>
              <th scope="col" className="n">
                Partition
              </th>
              <th scope="col" className="n">
                Events
              </th>
              <th scope="col" className="n">
                Share
              </th>
              <th scope="col" className="max-md:hidden">
                Each {duration(step)}
              </th>
              <th scope="col">Look at</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, 60).map((row) => {
              const hot = rows.length > 2 && row.records > even * HOT_FACTOR
              return (
                <tr key={row.key}>
                  <td className="mono">{row.topic}</td>
                  <td className={`n ${hot ? 'font-semibold' : ''}`}>{row.partition}</td>
                  <td className={`n ${hot ? 'font-semibold' : ''}`}>{count(row.records)}</td>
                  <td className="n">{total === 0 ? '–' : `${((row.records / total) * 100).toFixed(1)} %`}</td>
                  <td className="max-md:hidden">
                    <span
                      className="flex h-4 items-end gap-px"
                      role="img"
                      aria-label={`${plural(row.points.length, 'column')} of ${duration(step)}, at most ${count(Math.max(0, ...row.points.map(({ records }) => records)))} events`}
                    >
                      {row.points.map(({ at, records }) => (
                        <span
                          key={at}
                          className="w-1 bg-ink-2"
                          title={`${moment(at)}: ${count(records)}`}
                          style={{ height: `${Math.max(6, (records / most) * 100)}%` }}
                        />
                      ))}
                    </span>
                  </td>
                  <td>
                    <Link className="link text-ink-2" href={to.lag({ group: processor, topic: row.topic })}>
                      lag
                    </Link>
                    {may('payloads') && (
                      <Link
                        className="link ml-2 text-ink-2"
                        href={to.topics({ topic: row.topic, partition: row.partition })}
                      >
                        messages
                      </Link>
                    )}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      ) : answer.error ? (
        <Failure error={answer.error} retry={() => answer.refetch()} what="The partitions" />
      ) : (
        <SkeletonTable columns={[120, 20, 60, 50, 120, 80]} rows={6} />
      )}
    </section>
  )
}
