'use client'

import { Fragment } from 'react'
import type { LagGroup } from '../../domain/api/lag.ts'
import { Time } from '../clock.tsx'
import { count, duration, timeOrDate } from '../format.ts'
import { rowKeys } from '../frame/keys.tsx'
import { Glyph, SiteGlyph } from '../glyph.tsx'
import { GroupDetail } from './group-detail.tsx'
import { Cells, Spark } from './shapes.tsx'
import { drainWords, needsSomeone, retentionWords, STATUS_INK, STATUS_WORD, topicsWords } from './words.ts'

export const groupKey = ({ site, group }: { site: string; group: string }) => `${site} ${group}`
const perSecond = (value: number | null) => (value === null ? '?' : value.toFixed(1))

/** Groups by worst status first; one row opens to its partitions. */
export function GroupsTable({
  groups,
  sites,
  open,
  topic,
  onOpen,
}: {
  groups: readonly LagGroup[]
  sites: readonly string[]
  open: string | null
  topic: string | null
  onOpen: (group: LagGroup | null) => void
}) {
  const lastBad = groups.findLastIndex((g) => needsSomeone(g.status))
  const toggle = (key: string) => {
    const group = groups.find((g) => groupKey(g) === key)
    if (group) onOpen(key === open ? null : group)
  }
  return (
    <table className="tbl sticky-head" aria-label="Consumer groups, worst first">
      <thead>
        <tr>
          <th scope="col">Status</th>
          <th scope="col">Group</th>
          <th scope="col" className="max-md:hidden">
            Site
          </th>
          <th scope="col" className="max-lg:hidden">
            Topics · partitions
          </th>
          <th scope="col" className="n">
            Time lag
          </th>
          <th scope="col" className="n max-md:hidden">
            Messages
          </th>
          <th scope="col" className="max-md:hidden">
            Last hour
          </th>
          <th scope="col" className="max-lg:hidden">
            Partitions
          </th>
          <th scope="col" className="n max-md:hidden">
            In/s
          </th>
          <th scope="col" className="n max-md:hidden">
            Read/s
          </th>
          <th scope="col" className="n max-md:hidden">
            Drained in
          </th>
          <th scope="col" className="n max-lg:hidden">
            Retention left
          </th>
          <th scope="col" className="n max-lg:hidden">
            Since
          </th>
        </tr>
      </thead>
      <tbody onKeyDown={(event) => rowKeys(event, toggle)}>
        {groups.map((group, index) => {
          const key = groupKey(group)
          const isOpen = key === open
          const bad = needsSomeone(group.status)
          const ink = STATUS_INK[group.status]
          return (
            <Fragment key={key}>
              <tr
                data-id={key}
                tabIndex={0}
                aria-selected={isOpen}
                className={`roomy cursor-pointer ${index === lastBad && !isOpen ? 'pinned-last' : ''}`}
                onClick={() => toggle(key)}
              >
                <td>
                  <span className={`st ${ink}`}>
                    <Glyph name={group.status} />
                    {STATUS_WORD[group.status]}
                  </span>
                </td>
                <td className="font-medium">
                  <button
                    type="button"
                    className="cut max-w-[220px] text-left max-md:max-w-[150px]"
                    aria-expanded={isOpen}
                    tabIndex={-1}
                    onClick={(event) => {
                      event.stopPropagation()
                      toggle(key)
                    }}
                  >
                    {group.group}
                  </button>
                  <span className="ml-1.5 font-normal text-ink-3 md:hidden">{group.site}</span>
                </td>
                <td className="max-md:hidden">
                  <span className="st">
                    <SiteGlyph index={sites.indexOf(group.site)} />
                    {group.site}
                  </span>
                </td>
                <td className="text-ink-2 max-lg:hidden">{topicsWords(group)}</td>
                <td className={`n ${bad ? `font-semibold ${ink}` : 'font-medium'}`}>
                  {duration(group.timeLagSeconds)}
                </td>
                <td className="n max-md:hidden">
                  {group.lost !== '0' && (
                    <span className="mr-2 text-stop-ink" title="Deleted by retention before they were read">
                      {count(group.lost)} lost
                    </span>
                  )}
                  {group.lag === null ? '–' : count(group.lag)}
                </td>
                <td className="max-md:hidden">
                  <Spark values={group.lastHour} status={group.status} />
                </td>
                <td className="max-lg:hidden">
                  <Cells cells={group.cells} />
                </td>
                <td className="n max-md:hidden">{perSecond(group.inPerSecond)}</td>
                <td className="n max-md:hidden">{perSecond(group.readPerSecond)}</td>
                <td className={`n max-md:hidden ${bad ? ink : ''}`}>{drainWords(group)}</td>
                <td className={`n max-lg:hidden ${group.retentionRisk ? 'font-semibold text-stop-ink' : 'text-ink-3'}`}>
                  {retentionWords(group.marginSeconds)}
                </td>
                <td className="n text-ink-3 max-lg:hidden">
                  {group.since ? <Time at={group.since} show={timeOrDate} /> : '–'}
                </td>
              </tr>
              {isOpen && (
                <tr>
                  <td colSpan={13} className="h-auto! p-0! whitespace-normal!">
                    <GroupDetail group={group} topic={topic} />
                  </td>
                </tr>
              )}
            </Fragment>
          )
        })}
      </tbody>
    </table>
  )
}
