'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import type { Page as ListPage } from '../../domain/api/common.ts'
import type { ListedLineItem } from '../../domain/api/line-items.ts'
import { LineItemTable } from '../line-item-table.tsx'
import { ITEMS_PAGE } from '../page-queries.ts'
import { api } from '../paths.ts'
import { getJson, liveMs, queryKey } from '../query.ts'
import { Empty, Failure, ShowMore, SkeletonTable } from '../states.tsx'

/** Every line item of the period with its state, file and row; only those of a SKU or of a reason when one is chosen. */
export function CustomerItems({
  id,
  span,
  sku,
  reason,
  words,
  isLive,
  onAll,
}: {
  id: string
  span: { from: string; to: string }
  sku: string | null
  reason: { reason: string; words: string } | null
  words: string
  isLive: boolean
  onAll: () => void
}) {
  const setAside = reason?.reason === 'set_aside'
  const asked = {
    ...span,
    sku,
    reason: setAside ? null : (reason?.reason ?? null),
    decision: setAside ? 'set_aside' : null,
    limit: ITEMS_PAGE,
  }
  const path = api.accountLineItems(id)
  const answer = useInfiniteQuery({
    queryKey: [...queryKey(path, asked), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      getJson<ListPage<ListedLineItem>>(path, { ...asked, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    // Only the first page lives: pages that were asked for stand still while they are read.
    refetchInterval: (query) => isLive && (query.state.data?.pages.length ?? 0) <= 1 && liveMs(path),
  })
  const items = answer.data?.pages.flatMap((page) => page.items)
  const only = [sku, reason?.words].filter(Boolean).join(', ')
  return (
    <section className="min-w-0" aria-label="Line items">
      <div className="sec">
        <h3>Line items</h3>
        <span className="q">{only ? `only: ${only}` : `of ${words}, newest first`}</span>
        <span className="flex-1" />
        {only && (
          <button type="button" className="link text-12 text-ink-2" onClick={onAll}>
            All line items
          </button>
        )}
      </div>
      {items && items.length > 0 ? (
        <LineItemTable items={items} customers={false} />
      ) : items ? (
        <Empty title={`No line item in ${words}`}>
          Usage appears here within seconds of its event, unless it waits as a dead letter.
        </Empty>
      ) : answer.error ? (
        <Failure error={answer.error} retry={() => answer.refetch()} what="The line items" />
      ) : (
        <SkeletonTable columns={[60, 90, 120, 60, 60, 140, 140]} rows={8} />
      )}
      <ShowMore of={answer} rows={ITEMS_PAGE} what="older line items" />
    </section>
  )
}
