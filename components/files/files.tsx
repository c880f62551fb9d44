'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useDeferredValue, useMemo } from 'react'
import type { Page as ListPage } from '../../domain/api/common.ts'
import type { CsvFile } from '../../domain/api/files.ts'
import { FILE_STATES, type FileState } from '../../domain/file-states.ts'
import { useNow } from '../clock.tsx'
import { count } from '../format.ts'
import { Page } from '../frame/page.tsx'
import { type Behind, SITE_AWAY } from '../not-heard.ts'
import { stemMarks } from '../overview/pipeline-view.ts'
import { Verdict } from '../overview/readings.tsx'
import { LEDGER_PAGE, ledgerQuery } from '../page-queries.ts'
import { api } from '../paths.ts'
import { usePipeline } from '../pipeline-query.ts'
import { getJson, liveMs, queryKey } from '../query.ts'
import { Empty, Failure, ShowMore, SkeletonTable, StaleNote } from '../states.tsx'
import { filesVerdict } from '../verdicts.ts'
import { useHeldList } from './held-list.ts'
import { Ledger } from './ledger.tsx'
import { NameFilter } from './name-filter.tsx'
import { OpenTubes } from './open-tubes.tsx'
import { StateFilter } from './state-filter.tsx'

/** What this page's figures come from, and what is not known without it. */
const BEHIND: Behind = {
  of: ['submission-filter', 'csv-builder', 'csv-bookkeeper', 'zuora-submitter'],
  means: 'Files stay as they are until it goes on; nothing is billed twice.',
  sites: SITE_AWAY,
}

export function Files() {
  const [filters, setFilters] = useQueryStates(
    { state: parseAsStringLiteral(FILE_STATES), q: parseAsString.withDefault('') },
    { history: 'push' },
  )
  const pipeline = usePipeline()
  const now = useNow(1000)
  const params = ledgerQuery(filters.state, filters.q)
  const ledger = useInfiniteQuery({
    queryKey: [...queryKey(api.files, params), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      getJson<ListPage<CsvFile>>(api.files, { ...params, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: (query) => liveMs(api.files, query.state.data?.pages.length),
    placeholderData: keepPreviousData,
  })
  const all = useMemo(() => ledger.data?.pages.flatMap((page) => page.items), [ledger.data])
  const { shown, waiting, apply } = useHeldList(all, JSON.stringify(params), ledger.dataUpdatedAt)
  // A key in the filter is drawn first, the rows after it.
  const files = useDeferredValue(shown)
  const counts = new Map<FileState, number>(pipeline.data?.money.states.map((row) => [row.state, row.files]))
  const stale = pipeline.stale || (ledger.error !== null && ledger.data !== undefined)
  return (
    <Page
      behind={BEHIND}
      title="Files"
      heardAt={ledger.dataUpdatedAt || pipeline.heardAt}
      stem={{ marks: stemMarks(pipeline.data) }}
    >
      {stale && <StaleNote heardAt={ledger.dataUpdatedAt || (pipeline.heardAt ?? now)} />}
      {pipeline.data ? (
        <Verdict reading={filesVerdict(pipeline.data)} tight />
      ) : (
        <div className="h-[65px] py-3 max-md:h-[150px]">
          <span className="skeleton h-4! w-[420px] max-w-full" />
        </div>
      )}
      <div className="border-t border-rule" data-stale={stale}>
        {pipeline.data ? (
          <OpenTubes files={pipeline.data.openFiles} now={now} />
        ) : (
          <div className="h-[61px] border-b border-rule-2 max-md:h-[178px]" aria-busy="true" />
        )}
      </div>
      <StateFilter
        counts={counts}
        total={pipeline.data?.money.total.files ?? files?.length}
        chosen={filters.state}
        onChoose={(state) => setFilters({ state })}
      >
        <button type="button" className={`btn mr-2 h-6! ${waiting === 0 ? 'invisible' : ''}`} onClick={apply}>
          Show {count(waiting)} new
        </button>
        <NameFilter value={filters.q} onChange={(q) => setFilters({ q: q || null }, { history: 'replace' })} />
      </StateFilter>
      <div data-stale={stale}>
        {files && files.length > 0 ? (
          <>
            <Ledger files={files} more={ledger.hasNextPage} label="Closed files" />
            <ShowMore of={ledger} rows={LEDGER_PAGE} what="older files" />
          </>
        ) : files ? (
          <Empty title={filters.state || filters.q ? 'No file matches' : 'No file is closed yet'}>
            {filters.state || filters.q
              ? `Of ${count(pipeline.data?.money.total.files)} files none is ${filters.state ?? 'here'}${filters.q ? ` with “${filters.q}” in its name` : ''}. Older ones are found by name.`
              : 'Open files are above. The first one to reach its age or its size closes, balances and appears here.'}
          </Empty>
        ) : ledger.error ? (
          <Failure error={ledger.error} retry={() => ledger.refetch()} what="The ledger" />
        ) : (
          <SkeletonTable columns={[90, 150, 50, 60, 70, 80, 40, 90, 30, 110, 50, 50]} rows={18} />
        )}
      </div>
    </Page>
  )
}
