'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { parseAsBoolean, parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useMemo, useState } from 'react'
import type { LagGroup, LagGroupsAnswer } from '../../domain/api/lag.ts'
import { useNow, useZone } from '../clock.tsx'
import { plural } from '../format.ts'
import { Page } from '../frame/page.tsx'
import type { StemMark } from '../frame/stem.tsx'
import { type Behind, SITE_AWAY } from '../not-heard.ts'
import { stemMarks } from '../overview/pipeline-view.ts'
import { Verdict } from '../overview/readings.tsx'
import { api, to } from '../paths.ts'
import { usePipeline } from '../pipeline-query.ts'
import { live, q } from '../query.ts'
import { Empty, Failure, SkeletonRows, StaleNote } from '../states.tsx'
import { GroupsTable, groupKey } from './groups-table.tsx'
import { History, type HistoryView, useHistory, useSpan } from './history.tsx'
import { RANGE_NAMES } from './ranges.ts'
import { lagReading, needsSomeone } from './words.ts'

/** Long lists of foreign groups: what is well comes after this on request. */
const GROUPS_SHOWN = 40

/** What this page's figures come from, and what is not known without it. */
const BEHIND: Behind = {
  of: [
    'usage-relay',
    'submission-filter',
    'csv-builder',
    'csv-bookkeeper',
    'account-directory',
    'warehouse-archiver',
    'lag-monitor',
  ],
  means: 'Its group falls behind, if it does not work; how far is measured in the log.',
  sites: SITE_AWAY,
}

/** How far behind is everyone, since when, and until when? Every group of every site; the URL holds the whole view. */
export function Lag() {
  const router = useRouter()
  const zone = useZone()
  const now = useNow(1_000)
  const [view, setView] = useQueryStates(
    {
      site: parseAsString,
      group: parseAsString,
      topic: parseAsString,
      find: parseAsString.withDefault(''),
      range: parseAsStringLiteral(RANGE_NAMES).withDefault('6h'),
      from: parseAsInteger,
      to: parseAsInteger,
      compare: parseAsBoolean.withDefault(false),
      table: parseAsBoolean.withDefault(false),
    },
    { history: 'push' },
  )
  const [all, setAll] = useState(false)
  const pipeline = usePipeline()
  const lag = useQuery(live(q<LagGroupsAnswer>(api.lagGroups)))
  const answer = lag.data
  const sites = useMemo(() => [...new Set(answer?.items.map((g) => g.site))], [answer])
  const homeFirst = useMemo(
    () => sites.sort((a, b) => Number(isHome(pipeline.data, b)) - Number(isHome(pipeline.data, a)) || (a < b ? -1 : 1)),
    [sites, pipeline.data],
  )
  const found = answer?.items.filter(
    (g) => view.find === '' || `${g.group} ${g.site}`.includes(view.find.toLowerCase()),
  )
  const shown = all ? found : found?.slice(0, GROUPS_SHOWN)
  const open = openGroup(answer?.items, view.site, view.group)
  const reading = answer && lagReading(answer, now, zone)
  const marks = useStemMarks(pipeline.data)
  const historyView: HistoryView = view
  const span = useSpan(historyView)
  const set = (next: Partial<HistoryView>) => void setView(next)
  return (
    <Page
      behind={BEHIND}
      title="Lag"
      heardAt={lag.dataUpdatedAt || pipeline.heardAt}
      stem={{ marks, from: Math.max(span.from, now - 24 * 3_600_000) }}
    >
      {answer?.stale && answer.sampledAt && (
        <StaleNote heardAt={Date.parse(answer.sampledAt)} why="lag-monitor gives no new samples" />
      )}
      {reading ? <Verdict reading={reading} /> : <div className="h-[75px] max-md:h-[150px]" />}
      {answer && answer.items.length > 12 && (
        <div className="flex items-center gap-3 pb-2 text-12 text-ink-2">
          <input
            className="field w-[260px]"
            type="search"
            placeholder="Group or site"
            aria-label="Find a group"
            value={view.find}
            onChange={(event) => void setView({ find: event.target.value }, { history: 'replace' })}
          />
          <span>
            {plural(found?.length ?? 0, 'group')}, {found?.filter((g) => needsSomeone(g.status)).length ?? 0} need
            someone
          </span>
        </div>
      )}
      {shown && shown.length > 0 ? (
        <GroupsTable
          groups={shown}
          sites={homeFirst}
          open={open ? groupKey(open) : null}
          topic={view.topic}
          onOpen={(group) => void setView({ site: group?.site ?? null, group: group?.group ?? null, topic: null })}
        />
      ) : answer ? (
        <Empty title={view.find ? `No group is called ${view.find}` : 'No sample yet'}>
          {view.find ? '' : 'lag-monitor looks every 10 s at every partition of every group of every site.'}
        </Empty>
      ) : lag.error ? (
        <Failure error={lag.error} retry={() => lag.refetch()} what="The lag of the groups" />
      ) : (
        <table className="tbl">
          <tbody>
            <SkeletonRows columns={[50, 120, 40, 120, 60, 50, 84, 80, 40, 40, 40, 50, 40]} rows={10} />
          </tbody>
        </table>
      )}
      {found && shown && found.length > shown.length && (
        <button type="button" className="link my-2 text-12" onClick={() => setAll(true)}>
          Show {plural(found.length - shown.length, 'more group')}
        </button>
      )}
      {answer && answer.items.length > 0 && (
        <div className="pt-2">
          <History
            groups={answer.items}
            selected={open}
            view={historyView}
            set={set}
            onPartition={(partition) => {
              const of = open ?? answer.items[0]
              if (of) router.push(to.lagPartition({ ...of, topic: of.worst.topic, partition }))
            }}
          />
        </div>
      )}
    </Page>
  )
}

const isHome = (pipeline: { sites: readonly { name: string; isHome: boolean }[] } | undefined, name: string): boolean =>
  pipeline?.sites.some((site) => site.name === name && site.isHome) ?? false

/** A link may name the group alone: its worst site is meant. */
const openGroup = (groups: readonly LagGroup[] | undefined, site: string | null, group: string | null) =>
  group === null ? undefined : groups?.find((g) => g.group === group && (site === null || g.site === site))

/** Interruptions of the last day, over or not, on the Stem. */
const useStemMarks = (pipeline: Parameters<typeof stemMarks>[0]): StemMark[] => {
  const minute = useNow(60_000)
  const history = useHistory({ from: minute - 24 * 3_600_000, to: minute }, { points: 24 })
  const events = history.data?.events ?? []
  const past = events
    .filter((event) => event.what !== 'rebalance' && event.to !== null)
    .map((event) => ({
      from: event.from,
      to: event.to,
      state: event.what as StemMark['state'],
      words: `${event.words} (${event.site})`,
    }))
  return [...past, ...stemMarks(pipeline)]
}
