'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import type { ReactNode } from 'react'
import type { LagHistory, LagPartition } from '../../domain/api/lag.ts'
import { placeText } from '../../domain/partition-place.ts'
import { Time, useNow, useZone } from '../clock.tsx'
import { clock, count, dayMonth, duration, hourMinute, plural, rate, timeOrDay } from '../format.ts'
import { Id } from '../frame/copy.tsx'
import { Page } from '../frame/page.tsx'
import { type Behind, SITE_AWAY } from '../not-heard.ts'
import { Verdict } from '../overview/readings.tsx'
import { api, to } from '../paths.ts'
import { live, q } from '../query.ts'
import { Empty, Failure } from '../states.tsx'
import { type HistoryView, RangePicker, useHistory, useSpan } from './history.tsx'
import { CHARTS_PX, Charts } from './partition-charts.tsx'
import { RANGE_NAMES, RANGES } from './ranges.ts'
import { drainWords, methodWords, needsSomeone, STATUS_WORD } from './words.ts'

/** What this page's figures come from, and what is not known without it. */
const BEHIND: Behind = {
  of: ['lag-monitor'],
  means: 'What is below is as it was then.',
  sites: SITE_AWAY,
}

/** One partition of one group: its offsets over time, who owns it, its rebalances and its dead letters. */
export function Partition() {
  const zone = useZone()
  const now = useNow(10_000)
  const [view, setView] = useQueryStates(
    {
      site: parseAsString.withDefault(''),
      group: parseAsString.withDefault(''),
      topic: parseAsString.withDefault(''),
      partition: parseAsInteger.withDefault(0),
      range: parseAsStringLiteral(RANGE_NAMES).withDefault('6h'),
      from: parseAsInteger,
      to: parseAsInteger,
    },
    { history: 'push' },
  )
  const place = { site: view.site, group: view.group, topic: view.topic, partition: view.partition }
  const isNamed = view.site !== '' && view.group !== '' && view.topic !== ''
  const answer = useQuery({
    ...live(q<LagPartition>(api.lagPartition, place)),
    enabled: isNamed,
  })
  const history: HistoryView = { ...view, compare: false, table: false }
  const span = useSpan(history)
  const lines = useHistory(span, { ...place, by: 'partitions' }, isNamed)
  const data = answer.data
  return (
    <Page
      behind={BEHIND}
      title={`${view.topic}:${view.partition}@${view.site}`}
      mono
      parent={{ href: to.lag({ site: view.site, group: view.group }), title: 'Lag' }}
      heardAt={answer.dataUpdatedAt || null}
      stem={{ from: Math.max(span.from, now - 24 * 3_600_000) }}
    >
      {data ? (
        <>
          <Verdict reading={reading(data, now, zone)} />
          <Facts data={data} />
        </>
      ) : answer.error || !isNamed ? (
        <Failure error={answer.error} retry={() => answer.refetch()} what="This partition" />
      ) : (
        <div className="h-[150px]" />
      )}
      <div className="sec border-t border-rule-2 max-md:h-auto! max-md:flex-wrap">
        <h2>Time lag, {view.from === null ? RANGES[view.range].title : 'zoomed'}</h2>
        <span className="q">age of the first unread record; dotted lines are rebalances</span>
        <span className="flex-1" />
        <RangePicker view={history} set={(next) => void setView(next)} />
      </div>
      {lines.data?.series[0] ? (
        <Charts
          history={lines.data}
          zone={zone}
          onZoom={(from, until) => void setView({ from: Math.round(from), to: Math.round(until) })}
        />
      ) : lines.error ? (
        <Failure error={lines.error} retry={() => lines.refetch()} what="The history of this partition" />
      ) : (
        <div style={{ height: CHARTS_PX }}>{lines.data && <Empty title="No history in this time" />}</div>
      )}
      {lines.data && <Events history={lines.data} zone={zone} />}
    </Page>
  )
}

/** Three samples missed. */
const OLD_SAMPLE_MS = 30_000

const reading = ({ row }: LagPartition, now: number, zone: string) => {
  const bad = needsSomeone(row.status)
  const behind = row.timeLagSeconds === null ? 'an unknown time' : duration(row.timeLagSeconds)
  const title =
    row.lost !== '0'
      ? `${plural(row.lost, 'record')} of partition ${row.partition} were deleted before ${row.group} read them`
      : row.committed === null
        ? `${row.group} has not committed on partition ${row.partition} yet`
        : bad
          ? `Partition ${row.partition}: ${STATUS_WORD[row.status].toLowerCase()}, ${behind} behind`
          : `Partition ${row.partition} keeps up, ${behind} behind`
  if (now - Date.parse(row.sampledAt) > OLD_SAMPLE_MS)
    return {
      glyph: 'missing',
      title: `Partition ${row.partition} is not looked at since ${timeOrDay(row.sampledAt, now, zone)}: how far behind it is now, nobody knows`,
      detail: `Then: ${STATUS_WORD[row.status].toLowerCase()}, ${behind} behind. lag-monitor looks again once ${row.site} answers.`,
    } as const
  const since = row.statusSince ? ` since ${timeOrDay(row.statusSince, now, zone)}` : ''
  const rates =
    row.inPerSecond === null || row.readPerSecond === null
      ? 'Rates are not known yet.'
      : `${rate(row.inPerSecond)} arrive, ${rate(row.readPerSecond)} are read.`
  const drain = drainWords(row)
  return {
    glyph: row.status,
    title,
    detail: `${STATUS_WORD[row.status]}${since}. ${rates}${drain && bad ? ` Drained: ${drain.toLowerCase()}.` : ''}`,
  } as const
}

function Facts({ data }: { data: LagPartition }) {
  const { row, group, deadLetters } = data
  const open = BigInt(row.end) - BigInt(row.stableEnd)
  const columns: [string, ReactNode][][] = [
    [
      ['Committed', row.committed === null ? 'no commit yet' : <Id key="c" value={row.committed} what="the offset" />],
      ['Log end', <Id key="e" value={row.end} what="the offset" />],
      ['Lag, as Kafka’s tool', row.lag === null ? '–' : count(row.lag)],
      ['Can be read', count(row.consumable)],
    ],
    [
      ['Log begins at', count(row.low)],
      [
        'Lost to retention',
        row.lost === '0' ? (
          '0'
        ) : (
          <b key="l" className="text-stop-ink">
            {count(row.lost)}
          </b>
        ),
      ],
      [
        'Retention left',
        row.retentionMargin.seconds === null
          ? 'kept for ever'
          : `${duration(row.retentionMargin.seconds)} of ${duration(data.retentionSeconds ?? 0)}`,
      ],
      [
        'Open transaction',
        open === 0n ? 'none: stable end = end' : `${plural(open, 'record waits', 'records wait')} for its end`,
      ],
    ],
    [
      [
        'Member',
        row.owner ? (
          <span key="m" className="mono">
            {row.owner}
          </span>
        ) : (
          'nobody holds it'
        ),
      ],
      [
        'Group',
        `${group.state ?? '?'}${group.members === null ? '' : `, ${plural(group.members, 'member')}`}${group.kind === 'consumer' ? ', new protocol' : ''}`,
      ],
      ['Last rebalance', group.rebalancedAt ? <Time key="r" at={group.rebalancedAt} /> : 'none since it is watched'],
      ['Time lag from', methodWords(row.timeLagMethod)],
    ],
    [
      ['Share of its topic', data.shareOfTopic === null ? '?' : `${(data.shareOfTopic * 100).toFixed(1)} %`],
      [
        'Commits seen',
        row.window.samples < row.window.of
          ? `${row.window.samples} of ${row.window.of}: window not complete`
          : `${row.window.samples} of ${row.window.of}`,
      ],
      [
        'Dead letters',
        deadLetters.all === 0 ? (
          'none from this partition'
        ) : (
          <Link
            key="d"
            className="link"
            href={to.deadLetters({
              processor: row.group,
              source: placeText(row),
              ...(deadLetters.open === 0 ? { state: 'redriven' } : {}),
            })}
          >
            {count(deadLetters.open)} open of {count(deadLetters.all)} from this partition
          </Link>
        ),
      ],
      [
        'Group page',
        <Link key="g" className="link" href={to.lag({ site: row.site, group: row.group })}>
          {row.group}
        </Link>,
      ],
    ],
  ]
  return (
    <div className="cols grid-cols-4 max-lg:grid-cols-2 max-md:grid-cols-1">
      {columns.map((column) => (
        <dl key={column[0]?.[0]} className="kv content-start pt-1.5">
          {column.map(([name, value]) => (
            <div key={name} className="contents">
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ))}
    </div>
  )
}

function Events({ history, zone }: { history: LagHistory; zone: string }) {
  return (
    <section aria-label="What happened" className="border-t border-rule">
      <div className="sec">
        <h2>What happened</h2>
        <span className="q">interruptions and rebalances of the group in this time</span>
      </div>
      {history.events.length === 0 ? (
        <p className="pb-4 text-12 text-ink-2">Nothing: no interruption and no rebalance.</p>
      ) : (
        <table className="tbl mb-6 max-w-[900px]" aria-label="Events, newest first">
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col" className="n">
                For
              </th>
              <th scope="col">What</th>
            </tr>
          </thead>
          <tbody>
            {history.events.slice(0, 30).map((event) => (
              <tr key={`${event.from} ${event.what} ${event.words}`}>
                <td>
                  {dayMonth(event.from, zone)}{' '}
                  {event.what === 'rebalance' ? clock(event.from, zone) : hourMinute(event.from, zone)}
                </td>
                <td className="n">
                  {event.what === 'rebalance'
                    ? ''
                    : event.to === null
                      ? 'goes on'
                      : duration((Date.parse(event.to) - Date.parse(event.from)) / 1000)}
                </td>
                <td className="whitespace-normal!">{event.words}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
