'use client'

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryStates } from 'nuqs'
import { Fragment, useState } from 'react'
import type { AuditNames, AuditRow } from '../../domain/api/audit.ts'
import type { Page as ListPage } from '../../domain/api/common.ts'
import { Time, useNow, useZone } from '../clock.tsx'
import { age, clock, dayMonth, plural } from '../format.ts'
import { rowKeys } from '../frame/keys.tsx'
import { Page } from '../frame/page.tsx'
import { type ReadingView, Verdict } from '../overview/readings.tsx'
import { AUDIT_PAGE, auditQueryOf } from '../page-queries.ts'
import { api } from '../paths.ts'
import { getJson, liveMs, q, queryKey } from '../query.ts'
import { Empty, Failure, ShowMore, SkeletonTable, StaleNote } from '../states.tsx'
import { Filters } from './filters.tsx'

/** Pages that are asked for again each 2 s; who reads further back reads what stands still. */
const LIVE_PAGES_MAX = 2

/** Who did what, when and why. The URL holds the filters and the open entry. */
export function Audit() {
  const [view, setView] = useQueryStates(
    {
      actor: parseAsString.withDefault(''),
      action: parseAsString.withDefault(''),
      q: parseAsString.withDefault(''),
      from: parseAsString.withDefault(''),
      to: parseAsString.withDefault(''),
      entry: parseAsString,
    },
    { history: 'replace' },
  )
  const params = auditQueryOf(view)
  const answer = useInfiniteQuery({
    queryKey: [...queryKey(api.audit, params), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      getJson<ListPage<AuditRow>>(api.audit, { ...params, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.pages.length ?? 0) <= LIVE_PAGES_MAX && liveMs(api.audit),
  })
  const names = useQuery({ ...q<AuditNames>(api.auditNames), refetchInterval: 30_000 })
  const rows = answer.data?.pages.flatMap((page) => page.items)
  const isFiltered = Object.values(params).some((value) => value !== undefined && value !== AUDIT_PAGE)
  // While somebody reads, nothing moves: what is new waits above.
  const [heldAt, setHeldAt] = useState<string | null>(null)
  const shown = heldAt ? rows?.filter((row) => BigInt(row.id) <= BigInt(heldAt)) : rows
  const waiting = (rows?.length ?? 0) - (shown?.length ?? 0)
  const hold = () => setHeldAt((held) => held ?? rows?.[0]?.id ?? null)
  const open = (id: string) => setView({ entry: view.entry === id ? null : id })
  const reading = useReading(rows?.[0], isFiltered)
  return (
    <Page title="Audit" heardAt={answer.dataUpdatedAt || null}>
      {answer.data && answer.error && <StaleNote heardAt={answer.dataUpdatedAt} />}
      {rows ? (
        <Verdict reading={reading} />
      ) : (
        <div className="h-[75px] py-4">
          <span className="skeleton h-4! w-[420px] max-w-full" />
        </div>
      )}
      <Filters view={view} names={names.data} onChange={(change) => setView({ ...change, entry: null })} />
      {waiting > 0 && (
        <p className="border-t border-rule py-1 text-12">
          <button type="button" className="link" onClick={() => setHeldAt(null)}>
            {waiting} new
          </button>
        </p>
      )}
      {shown && shown.length > 0 ? (
        <section
          aria-label="Entries"
          onPointerEnter={hold}
          onPointerLeave={() => setHeldAt(null)}
          onFocus={hold}
          onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setHeldAt(null)}
        >
          <table className="tbl sticky-head" aria-label="Audit log">
            <thead>
              <tr>
                <th scope="col" aria-sort="descending">
                  When
                </th>
                <th scope="col">Who</th>
                <th scope="col">Did</th>
                <th scope="col" className="max-md:hidden">
                  What
                </th>
                <th scope="col" className="max-lg:hidden">
                  Why
                </th>
                <th scope="col" className="n max-md:hidden">
                  Entry
                </th>
              </tr>
            </thead>
            <tbody onKeyDown={(event) => rowKeys(event, open)}>
              {shown.map((row, index) => (
                <Fragment key={row.id}>
                  <tr
                    className="cursor-pointer"
                    tabIndex={index === 0 ? 0 : -1}
                    data-id={row.id}
                    aria-selected={row.id === view.entry}
                    onClick={() => open(row.id)}
                  >
                    <td>
                      <Time at={row.at} show={(at, now, zone) => whenOf(at, now, zone)} />
                    </td>
                    <td className="cut max-w-[220px] max-md:max-w-[110px]" title={row.actor}>
                      {row.actor}
                    </td>
                    <td className="font-medium">{row.action}</td>
                    <td className="cut max-w-[320px] max-md:hidden" title={row.subject}>
                      {row.subject}
                    </td>
                    <td className="cut max-w-[320px] text-ink-2 max-lg:hidden" title={row.reason}>
                      {row.reason || '–'}
                    </td>
                    <td className="n text-ink-3 max-md:hidden">{row.id}</td>
                  </tr>
                  {row.id === view.entry && <Detail row={row} />}
                </Fragment>
              ))}
            </tbody>
          </table>
          <ShowMore of={answer} rows={AUDIT_PAGE} what="older entries" />
        </section>
      ) : rows ? (
        <Empty title={isFiltered ? 'No entry is like that' : 'Nobody has done anything yet'}>
          {isFiltered
            ? 'Other filters may find it; the log itself is never shortened.'
            : 'Each sign-in and each change comes here with its reason, in the same moment.'}
        </Empty>
      ) : answer.error ? (
        <Failure error={answer.error} retry={() => answer.refetch()} what="The audit log" />
      ) : (
        <SkeletonTable columns={[110, 170, 90, 180, 200, 40]} rows={16} />
      )}
    </Page>
  )
}

/** To the second: order matters here. The day where it is not today's. */
const whenOf = (at: string, now: number, zone: string): string =>
  dayMonth(at, zone) === dayMonth(now, zone) ? clock(at, zone) : `${dayMonth(at, zone)} ${clock(at, zone)}`

function useReading(newest: AuditRow | undefined, isFiltered: boolean): ReadingView {
  const now = useNow(1000)
  if (!newest)
    return {
      glyph: 'ok',
      title: isFiltered ? 'No entry is like that' : 'Nobody has done anything yet',
      detail: 'Each sign-in and each change is kept with who did it, when and why.',
    }
  return {
    glyph: newest.action === 'sign in refused' ? 'warn' : 'ok',
    title: `${isFiltered ? 'The newest of these' : 'The newest entry'}: ${newest.actor}, ${newest.action}, ${age(now - Date.parse(newest.at))} ago`,
    detail: `${newest.subject === newest.actor ? '' : `${newest.subject}. `}${newest.reason ? `Why: ${newest.reason}. ` : ''}Hydrometer never changes or removes an entry.`,
  }
}

function Detail({ row }: { row: AuditRow }) {
  const zone = useZone()
  const entries = Object.entries(row.detail)
  return (
    <tr aria-selected="true">
      <td colSpan={6} className="whitespace-normal! py-2!">
        <dl className="kv [&_dd]:whitespace-normal! [&_dd]:[overflow-wrap:anywhere]">
          <dt>when</dt>
          <dd>
            {dayMonth(row.at, zone)} {clock(row.at, zone)}; {row.at.replace('T', ' ').replace('Z', ' UTC')}
          </dd>
          <dt>what</dt>
          <dd>{row.subject}</dd>
          <dt>why</dt>
          <dd>{row.reason || 'No reason is asked for this'}</dd>
          {entries.map(([name, value]) => (
            <div key={name} className="contents">
              <dt>{name}</dt>
              <dd className="mono leading-[22px]!">{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
            </div>
          ))}
        </dl>
        {entries.length > 0 && <p className="sr-only">{plural(entries.length, 'detail')}</p>}
      </td>
    </tr>
  )
}
