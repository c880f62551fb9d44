'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import type { ReactNode } from 'react'
import type { LagAnswer, LagGroup, LagRow } from '../../domain/api/lag.ts'
import { Time } from '../clock.tsx'
import { count, duration, plural } from '../format.ts'
import { Glyph } from '../glyph.tsx'
import { api, to } from '../paths.ts'
import { live, q } from '../query.ts'
import { Failure, SkeletonRows } from '../states.tsx'
import { methodWords, needsSomeone, STATUS_INK } from './words.ts'

/** The opened row: partitions of its worst topic, the others as sums, and what is to be known about the group. */
const ROWS_MAX = 12
const number = (value: number | null) => (value === null ? '?' : value.toFixed(1))

export function GroupDetail({ group, topic }: { group: LagGroup; topic: string | null }) {
  const answer = useQuery(live(q<LagAnswer>(api.lag, { site: group.site, group: group.group })))
  const rows = answer.data?.items
  const shownTopic = topic && group.topics.includes(topic) ? topic : group.worst.topic
  const worst = rows?.find((r) => r.topic === group.worst.topic && r.partition === group.worst.partition)
  return (
    <div className="flex gap-7 pt-1 pb-2 pl-[22px] shadow-[inset_2px_0_0_var(--ink)] max-lg:flex-col max-lg:gap-2 max-md:pl-3">
      <div className="min-w-0 flex-1">
        <table className="tbl" aria-label={`Partitions of ${shownTopic} in ${group.group} at ${group.site}`}>
          <thead>
            <tr>
              <th scope="col">{shownTopic}</th>
              <th scope="col" className="n max-md:hidden">
                Committed
              </th>
              <th scope="col" className="n max-md:hidden">
                End
              </th>
              <th scope="col" className="n">
                Lag
              </th>
              <th scope="col" className="n max-md:hidden">
                Can be read
              </th>
              <th scope="col" className="n">
                Time lag
              </th>
              <th scope="col" className="n max-md:hidden">
                In/s
              </th>
              <th scope="col" className="n max-md:hidden">
                Read/s
              </th>
            </tr>
          </thead>
          <tbody>
            {rows ? (
              <Partitions rows={rows.filter((r) => r.topic === shownTopic)} />
            ) : answer.error ? (
              <tr>
                <td colSpan={8}>
                  <Failure error={answer.error} retry={() => answer.refetch()} what="The partitions of this group" />
                </td>
              </tr>
            ) : (
              <SkeletonRows columns={[80, 70, 70, 40, 40, 50, 30, 30]} rows={6} />
            )}
          </tbody>
        </table>
        {rows && <OtherTopics rows={rows} group={group} shown={shownTopic} />}
      </div>
      <dl className="kv w-[330px] shrink-0 content-start pt-1 max-lg:w-auto">
        {facts(group, worst).map(([name, value]) => (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function Partitions({ rows }: { rows: readonly LagRow[] }) {
  const late = rows.filter((r) => needsSomeone(r.status))
  const shown = rows.length <= ROWS_MAX ? rows : [...late, ...rows.filter((r) => !late.includes(r))].slice(0, ROWS_MAX)
  return (
    <>
      {shown.map((row) => {
        const bad = needsSomeone(row.status)
        const ink = bad ? STATUS_INK[row.status] : ''
        return (
          <tr key={row.partition}>
            <td className={bad ? 'font-semibold' : ''}>
              <Link href={to.lagPartition(row)} className="st">
                <Glyph name={row.status} size={10} />
                <span className="link">partition {row.partition}</span>
              </Link>
            </td>
            <td className="n mono max-md:hidden">{row.committed === null ? '–' : count(row.committed)}</td>
            <td className="n mono max-md:hidden">{count(row.end)}</td>
            <td className={`n ${bad ? `font-semibold ${ink}` : ''}`}>{row.lag === null ? '–' : count(row.lag)}</td>
            <td className="n max-md:hidden">{count(row.consumable)}</td>
            <td className={`n ${bad ? `font-semibold ${ink}` : ''}`}>{duration(row.timeLagSeconds)}</td>
            <td className="n max-md:hidden">{number(row.inPerSecond)}</td>
            <td className="n max-md:hidden">{number(row.readPerSecond)}</td>
          </tr>
        )
      })}
      {rows.length > shown.length && (
        <tr>
          <td colSpan={8} className="text-ink-3">
            {plural(rows.length - shown.length, 'more partition')}, all OK
          </td>
        </tr>
      )}
    </>
  )
}

function OtherTopics({ rows, group, shown }: { rows: readonly LagRow[]; group: LagGroup; shown: string }) {
  const others = group.topics.filter((name) => name !== shown)
  if (others.length === 0) return null
  const theirs = rows.filter((row) => row.topic !== shown)
  const bad = theirs.filter((row) => needsSomeone(row.status)).length
  return (
    <p className="flex flex-wrap gap-x-3 pt-1.5 text-12 text-ink-3">
      <span>
        {plural(theirs.length, 'more partition')}
        {bad === 0 ? ', all OK:' : `, ${bad} not:`}
      </span>
      {others.map((name) => (
        <Link key={name} className="link mono" href={to.lag({ site: group.site, group: group.group, topic: name })}>
          {name}
        </Link>
      ))}
    </p>
  )
}

const facts = (group: LagGroup, worst: LagRow | undefined): [string, ReactNode][] => {
  const open = worst ? BigInt(worst.end) - BigInt(worst.stableEnd) : 0n
  const margin = worst?.retentionMargin.seconds ?? null
  return [
    [
      'Cause',
      group.hot ? (
        <span key="h">
          <b>Hot partition:</b> {Math.round(group.hot.share * 100)} % of {group.hot.topic} arrives at{' '}
          {group.hot.partition}
        </span>
      ) : (
        'no hot partition'
      ),
    ],
    ['Time lag', methodWords(worst?.timeLagMethod ?? null)],
    [
      'Window',
      worst && worst.window.samples < worst.window.of
        ? `incomplete: ${worst.window.samples} of ${worst.window.of} commits seen`
        : `${worst?.window.of ?? 5} commits`,
    ],
    [
      'Member',
      worst?.owner ? (
        <span key="m" className="mono">
          {worst.owner}
        </span>
      ) : (
        'nobody holds it'
      ),
    ],
    [
      'Group',
      `${group.state ?? '?'}${group.members === null ? '' : `, ${plural(group.members, 'member')}`}${group.kind === 'consumer' ? ', new protocol' : group.kind === 'share' ? ', share group' : ''}`,
    ],
    ['Rebalances', group.rebalancedAt ? <Time key="r" at={group.rebalancedAt} /> : 'none since it is watched'],
    [
      'Open transaction',
      open === 0n ? 'none: stable end = end' : `${plural(open, 'record waits', 'records wait')} for its end`,
    ],
    [
      'Deleted first',
      group.lost !== '0'
        ? plural(group.lost, 'record is gone', 'records are gone')
        : margin === null
          ? 'no: nothing is deleted'
          : `${group.retentionRisk ? 'in danger' : 'no'}: ${duration(margin)} left, lost 0`,
    ],
    [
      'Dead letters',
      <Link key="letters" className="link" href={to.deadLetters({ processor: group.group })}>
        of {group.group}
      </Link>,
    ],
  ]
}
