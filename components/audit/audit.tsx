'use client'

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryStates } from 'nuqs'
import { useCallback, useMemo, useState } from 'react'
import type { AuditNames, AuditRow } from '../../domain/api/audit.ts'
import type { Page as ListPage } from '../../domain/api/common.ts'
import { useNow } from '../clock.tsx'
import { age } from '../format.ts'
import { Page } from '../frame/page.tsx'
import { type ReadingView, Verdict } from '../overview/readings.tsx'
import { AUDIT_PAGE, auditQueryOf } from '../page-queries.ts'
import { api } from '../paths.ts'
import { getJson, liveMs, q, queryKey } from '../query.ts'
import { Empty, Failure, ShowMore, SkeletonTable, StaleNote } from '../states.tsx'
import { actionWords } from './action-words.ts'
import { Entries } from './entries.tsx'
import { Filters } from './filters.tsx'

/** Pages that are asked for again each 2 s; who reads further back reads what stands still. */
const LIVE_PAGES_MAX = 2

const VIEW = {
  actor: parseAsString.withDefault(''),
  action: parseAsString.withDefault(''),
  q: parseAsString.withDefault(''),
  from: parseAsString.withDefault(''),
  to: parseAsString.withDefault(''),
  entry: parseAsString,
}

/** Who did what, when and why. The URL holds the filters and the open entry. */
export function Audit() {
  const [view, setView] = useQueryStates(VIEW, { history: 'replace' })
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
  const rows = useMemo(() => answer.data?.pages.flatMap((page) => page.items), [answer.data])
  const isFiltered = Object.values(params).some((value) => value !== undefined && value !== AUDIT_PAGE)
  // While somebody reads, nothing moves: what is new waits above.
  const [heldAt, setHeldAt] = useState<string | null>(null)
  const shown = useMemo(() => (heldAt ? rows?.filter((row) => BigInt(row.id) <= BigInt(heldAt)) : rows), [rows, heldAt])
  const waiting = (rows?.length ?? 0) - (shown?.length ?? 0)
  const hold = () => setHeldAt((held) => held ?? rows?.[0]?.id ?? null)
  const open = useCallback(
    (id: string) => void setView(({ entry }) => ({ entry: entry === id ? null : id })),
    [setView],
  )
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
          <Entries rows={shown} chosen={view.entry} onOpen={open} />
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

function useReading(newest: AuditRow | undefined, isFiltered: boolean): ReadingView {
  const now = useNow(1000)
  if (!newest)
    return {
      glyph: 'ok',
      title: isFiltered ? 'No entry is like that' : 'Nobody has done anything yet',
      detail: 'Each sign-in and each change is kept with who did it, when and why.',
    }
  return {
    glyph: newest.action.startsWith('sign in ') ? 'warn' : 'ok', // failed, or refused
    title: `${isFiltered ? 'The newest of these' : 'The newest entry'}: ${newest.actor}, ${actionWords(newest.action)}, ${age(now - Date.parse(newest.at))} ago`,
    detail: `${newest.subject === newest.actor ? '' : `${newest.subject}. `}${newest.reason ? `Why: ${newest.reason}. ` : ''}Hydrometer never changes or removes an entry.`,
  }
}
