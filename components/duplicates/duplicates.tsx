'use client'

import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { parseAsString, useQueryStates } from 'nuqs'
import type { Page as ListPage, RecordPlace } from '../../domain/api/common.ts'
import type { Duplicate } from '../../domain/api/line-items.ts'
import type { Reconciliation } from '../../domain/api/reconciliation.ts'
import { Time } from '../clock.tsx'
import { DayRange, useDays } from '../day-range.tsx'
import { anyFraction, inColumn, plural, uuidTail } from '../format.ts'
import { rowKeys } from '../frame/keys.tsx'
import { Page } from '../frame/page.tsx'
import { Glyph } from '../glyph.tsx'
import { type Behind, SITE_AWAY } from '../not-heard.ts'
import { stemMarks } from '../overview/pipeline-view.ts'
import { Verdict } from '../overview/readings.tsx'
import { ITEMS_PAGE } from '../page-queries.ts'
import { api, to } from '../paths.ts'
import { usePipeline } from '../pipeline-query.ts'
import { getJson, q, queryKey } from '../query.ts'
import { Empty, Failure, ShowMore, SkeletonTable, SkeletonVerdict, StaleNote } from '../states.tsx'

const placeOf = (p: RecordPlace): string => `${p.topic}:${p.partition}:${p.offset}@${p.site}`

/** What this page's figures come from, and what is not known without it. */
const BEHIND: Behind = {
  of: ['usage-relay', 'submission-filter'],
  means: 'What came again since then is not here yet.',
  sites: SITE_AWAY,
}

type Place = { readonly site: string | null; readonly topic: string | null }

/** Of the books, which know how many there are without a list of them; undefined until they answer. */
const counted = (books: Reconciliation | undefined, { site, topic }: Place): number | undefined =>
  books?.items
    .filter((row) => (site ?? row.site) === row.site && (topic ?? row.topic) === row.topic)
    .reduce((sum, { duplicates }) => sum + Number(duplicates), 0)

const titleOf = (listed: number, all: number | undefined, days: string): string => {
  if (listed === 0) return `No event of ${days} came twice`
  const deliveries = plural(all ?? listed, 'delivery', 'deliveries')
  return `${all === undefined ? 'More than ' : ''}${deliveries} of ${days} ${all === 1 ? 'was' : 'were'} of an event that was known`
}

/** Events that came again from another place in the log: the list behind a number of the books. */
export function Duplicates() {
  const [days, setDays] = useDays()
  const [view, setView] = useQueryStates({ site: parseAsString, topic: parseAsString }, { history: 'push' })
  const router = useRouter()
  const pipeline = usePipeline()
  const params = { from: days.from, to: days.to, site: view.site, topic: view.topic, limit: ITEMS_PAGE }
  const answer = useInfiniteQuery({
    queryKey: [...queryKey(api.duplicates, params), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      getJson<ListPage<Duplicate>>(api.duplicates, { ...params, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
  const items = answer.data?.pages.flatMap((page) => page.items)
  // One page is its own count.
  const books = useQuery({
    ...q<Reconciliation>(api.reconciliation, { from: days.from, to: days.to }),
    enabled: answer.hasNextPage,
  })
  const places = anyFraction(items?.map(({ quantity }) => quantity) ?? []) ? 3 : 0
  return (
    <Page
      behind={BEHIND}
      title="Duplicates"
      parent={{ href: to.reconciliation(), title: 'Reconciliation' }}
      heardAt={answer.dataUpdatedAt || pipeline.heardAt}
      stem={{ marks: stemMarks(pipeline.data) }}
    >
      {answer.data && answer.error && <StaleNote heardAt={answer.dataUpdatedAt} />}
      {items ? (
        <Verdict
          reading={{
            glyph: items.length === 0 ? 'ok' : 'aside',
            title: titleOf(items.length, answer.hasNextPage ? counted(books.data, view) : items.length, days.words),
            detail:
              'Each is counted and none is billed again: the first place that an event came from is the one that counts.',
          }}
        />
      ) : (
        <SkeletonVerdict />
      )}
      <div className="flex flex-wrap items-center gap-x-4 border-t border-rule">
        <DayRange days={days} onDays={setDays} />
        {(view.site || view.topic) && (
          <span className="text-12">
            only <b className="font-medium">{[view.site, view.topic].filter(Boolean).join(', ')}</b>{' '}
            <button type="button" className="link text-ink-2" onClick={() => setView({ site: null, topic: null })}>
              Show all
            </button>
          </span>
        )}
      </div>
      {items && items.length > 0 ? (
        <table className="tbl" aria-label="Duplicates">
          <thead>
            <tr>
              <th scope="col">Started</th>
              <th scope="col" className="max-md:hidden">
                Found
              </th>
              <th scope="col">Came again from</th>
              <th scope="col" className="max-md:hidden">
                Counts from
              </th>
              <th scope="col" className="max-lg:hidden">
                Line item
              </th>
              <th scope="col" className="max-md:hidden">
                Customer
              </th>
              <th scope="col" className="max-md:hidden">
                SKU
              </th>
              <th scope="col" className="n">
                Quantity
              </th>
            </tr>
          </thead>
          <tbody onKeyDown={(event) => rowKeys(event, (id) => router.push(to.lineItem(id)))}>
            {items.map((item, index) => (
              <tr
                key={`${item.lineItemId} ${placeOf(item.origin)}`}
                tabIndex={index === 0 ? 0 : -1}
                data-id={item.lineItemId}
                data-copy={placeOf(item.origin)}
              >
                <td>
                  <Time at={item.startedAt} />
                </td>
                <td className="text-ink-3 max-md:hidden">
                  <Time at={item.foundAt} />
                </td>
                <td>
                  <span className="st mono">
                    <Glyph name="aside" />
                    {placeOf(item.origin)}
                  </span>
                </td>
                <td className="mono max-md:hidden">{item.firstOrigin ? placeOf(item.firstOrigin) : '?'}</td>
                <td className="mono max-lg:hidden">
                  <Link className="hover:underline" href={to.lineItem(item.lineItemId)} prefetch={false}>
                    {uuidTail(item.lineItemId)}
                  </Link>
                </td>
                <td className="cut max-w-[180px] max-md:hidden">
                  {item.accountId && (
                    <Link className="hover:underline" href={to.customer(item.accountId)} prefetch={false}>
                      {item.login ?? item.accountId}
                    </Link>
                  )}
                </td>
                <td className="max-md:hidden">{item.sku}</td>
                <td className="n font-medium">
                  {inColumn(item.quantity, places)} <span className="font-normal text-ink-3">{item.unitOfMeasure}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : items ? (
        <Empty title="Nothing came twice">
          An event that a site sends again from the same place is a redelivery and is not counted at all.
        </Empty>
      ) : answer.error ? (
        <Failure error={answer.error} retry={() => answer.refetch()} what="The list of duplicates" />
      ) : (
        <SkeletonTable columns={[50, 50, 180, 180, 90, 120, 120, 60]} rows={10} />
      )}
      <ShowMore of={answer} rows={ITEMS_PAGE} what="older duplicates" />
    </Page>
  )
}
