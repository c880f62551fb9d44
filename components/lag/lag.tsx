'use client'

import { useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryStates } from 'nuqs'
import type { LagAnswer, LagRow } from '../../domain/api/lag.ts'
import { Time } from '../clock.tsx'
import { count, duration } from '../format.ts'
import { Page } from '../frame/page.tsx'
import { Glyph } from '../glyph.tsx'
import { stemMarks } from '../overview/pipeline-view.ts'
import { Verdict } from '../overview/readings.tsx'
import { api } from '../paths.ts'
import { LIVE_MS, usePipeline } from '../pipeline-query.ts'
import { q } from '../query.ts'
import { Empty, Failure, SkeletonRows, StaleNote } from '../states.tsx'

const ORDER: readonly LagRow['status'][] = ['stop', 'stall', 'rewind', 'warn', 'missing', 'ok']
const worstFirst = (a: LagRow, b: LagRow): number =>
  ORDER.indexOf(a.status) - ORDER.indexOf(b.status) ||
  (b.timeLagSeconds ?? 0) - (a.timeLagSeconds ?? 0) ||
  `${a.group}${a.site}${a.topic}`.localeCompare(`${b.group}${b.site}${b.topic}`) ||
  a.partition - b.partition

const INK: Partial<Record<LagRow['status'], string>> = {
  stop: 'text-stop-ink',
  stall: 'text-stall-ink',
  rewind: 'text-rewind-ink',
  warn: 'text-warn-ink',
}

/** Every partition of Hydrometer's own groups, worst first, as it was sampled last. The URL holds group and topic. */
export function Lag() {
  const [view, setView] = useQueryStates({ group: parseAsString, topic: parseAsString }, { history: 'push' })
  const pipeline = usePipeline()
  const lag = useQuery({ ...q<LagAnswer>(api.lag), refetchInterval: LIVE_MS * 2 })
  const engineer = pipeline.data?.readings.engineer
  const all = lag.data?.items
  const groups = [...new Set(all?.map(({ group }) => group))].sort()
  const rows = all
    ?.filter((row) => (!view.group || row.group === view.group) && (!view.topic || row.topic === view.topic))
    .sort(worstFirst)
  return (
    <Page title="Lag" heardAt={lag.dataUpdatedAt || pipeline.heardAt} stem={{ marks: stemMarks(pipeline.data) }}>
      {lag.data?.stale && lag.data.sampledAt && (
        <StaleNote heardAt={Date.parse(lag.data.sampledAt)} why="lag-monitor gives no new samples" />
      )}
      {engineer ? (
        <Verdict reading={{ glyph: engineer.status, title: engineer.title, detail: engineer.detail }} />
      ) : (
        <div className="h-[75px] max-md:h-[150px]" />
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a row of filters is no fieldset */}
      <div className="flex min-h-8 flex-wrap items-center border-t border-rule text-12" role="group" aria-label="Group">
        {[null, ...groups].map((name) => (
          <button
            key={name ?? 'all'}
            type="button"
            aria-pressed={view.group === name}
            className={`st h-6 border-l border-rule px-2.5 first:border-l-0 first:pl-0 ${view.group === name ? 'font-semibold shadow-[inset_0_-2px_0_var(--ink)]' : ''}`}
            onClick={() => setView({ group: name, topic: null })}
          >
            {name ?? 'All groups'}
          </button>
        ))}
      </div>
      {rows && rows.length > 0 ? (
        <table className="tbl" aria-label="Lag by partition, worst first">
          <thead>
            <tr>
              <th scope="col">State</th>
              <th scope="col">Group</th>
              <th scope="col" className="max-md:hidden">
                Site
              </th>
              <th scope="col" className="max-md:hidden">
                Topic
              </th>
              <th scope="col" className="n">
                Partition
              </th>
              <th scope="col" className="n">
                Behind
              </th>
              <th scope="col" className="n">
                Messages
              </th>
              <th scope="col" className="n max-lg:hidden">
                Committed
              </th>
              <th scope="col" className="n max-lg:hidden">
                Log end
              </th>
              <th scope="col" className="n max-lg:hidden">
                Lost
              </th>
              <th scope="col" className="n max-md:hidden">
                Sampled
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.group} ${row.site} ${row.topic} ${row.partition}`}>
                <td>
                  <span className={`st ${INK[row.status] ?? 'text-ink-3'}`}>
                    <Glyph name={row.status} />
                    {row.committed === null ? 'no commit yet' : row.status}
                  </span>
                </td>
                <td className="font-medium">{row.group}</td>
                <td className="max-md:hidden">{row.site}</td>
                <td className="mono max-md:hidden">{row.topic}</td>
                <td className="n">{row.partition}</td>
                <td className={`n ${INK[row.status] ?? ''}`}>
                  {row.timeLagSeconds === null ? '?' : duration(row.timeLagSeconds)}
                </td>
                <td className="n font-medium">{row.lag === null ? '–' : count(row.lag)}</td>
                <td className="n text-ink-3 max-lg:hidden">{row.committed === null ? '–' : count(row.committed)}</td>
                <td className="n text-ink-3 max-lg:hidden">{count(row.end)}</td>
                <td className={`n max-lg:hidden ${row.lost === '0' ? 'text-ink-3' : 'text-stop-ink'}`}>
                  {count(row.lost)}
                </td>
                <td className="n text-ink-3 max-md:hidden">
                  <Time at={row.sampledAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : rows ? (
        <Empty title="No sample yet">lag-monitor looks every 10 s at every partition of every site.</Empty>
      ) : lag.error ? (
        <Failure error={lag.error} retry={() => lag.refetch()} what="The lag of the partitions" />
      ) : (
        <SkeletonRows columns={[80, 140, 40, 160, 20, 60, 60, 80, 80, 40, 60]} rows={20} />
      )}
    </Page>
  )
}
