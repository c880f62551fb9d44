'use client'

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryStates } from 'nuqs'
import type { Page as ListPage } from '../../domain/api/common.ts'
import type { Rejections as Answer, ListedLineItem } from '../../domain/api/line-items.ts'
import type { Command } from '../act/command.ts'
import { Plan } from '../act/plan.tsx'
import { Time } from '../clock.tsx'
import { DayRange, useDays } from '../day-range.tsx'
import type { Days } from '../days.ts'
import { count, plural } from '../format.ts'
import { rowKeys } from '../frame/keys.tsx'
import { Page } from '../frame/page.tsx'
import { Glyph } from '../glyph.tsx'
import { useHeldChoice } from '../held-choice.ts'
import { LineItemTable } from '../line-item-table.tsx'
import { type Behind, SITE_AWAY } from '../not-heard.ts'
import { stemMarks } from '../overview/pipeline-view.ts'
import { Verdict } from '../overview/readings.tsx'
import { ITEMS_PAGE } from '../page-queries.ts'
import { api } from '../paths.ts'
import { usePipeline } from '../pipeline-query.ts'
import { getJson, live, q, queryKey } from '../query.ts'
import { Empty, Failure, ShowMore, SkeletonTable, SkeletonVerdict, StaleNote } from '../states.tsx'

/** What this page's figures come from, and what is not known without it. */
const BEHIND: Behind = {
  of: ['usage-relay', 'submission-filter'],
  means: 'What is to be decided since then is not here yet.',
  sites: SITE_AWAY,
}

/** What was left out by a rule, and why: by reason first, then the line items, and how to have them decided again. */
export function Rejections() {
  const [days, setDays] = useDays()
  const [view, setView] = useQueryStates(
    { reason: parseAsString, site: parseAsString, topic: parseAsString, product: parseAsString },
    { history: 'push' },
  )
  const pipeline = usePipeline()
  const place = { site: view.site, topic: view.topic, product: view.product }
  const params = { from: days.from, to: days.to, ...place }
  const reasons = useQuery({
    ...live(q<Answer>(api.rejections, params)),
    placeholderData: keepPreviousData,
  })
  const items = reasons.data?.items
  const chosen = useHeldChoice(
    items,
    ({ reason }) => reason,
    items?.find(({ reason }) => reason === view.reason),
    { scope: JSON.stringify(params), isOfBefore: reasons.isPlaceholderData },
  )
  const filters = Object.values(place).filter((value) => value !== null)
  return (
    <Page
      behind={BEHIND}
      title="Rejections"
      heardAt={reasons.dataUpdatedAt || pipeline.heardAt}
      stem={{ marks: stemMarks(pipeline.data) }}
    >
      {reasons.data && reasons.error && <StaleNote heardAt={reasons.dataUpdatedAt} />}
      {items ? <Verdict reading={readingOf(items, days)} /> : <SkeletonVerdict />}
      <div className="flex flex-wrap items-center gap-x-4 border-t border-rule">
        <DayRange days={days} onDays={setDays} />
        {filters.length > 0 && (
          <span className="text-12">
            only <b className="font-medium">{filters.join(', ')}</b>{' '}
            <button
              type="button"
              className="link text-ink-2"
              onClick={() => setView({ site: null, topic: null, product: null })}
            >
              Show all
            </button>
          </span>
        )}
      </div>
      {items && items.length > 0 ? (
        <>
          <Reasons items={items} chosen={chosen?.reason ?? null} onChoose={(reason) => setView({ reason })} />
          {chosen && (
            <section
              className="mt-2 grid grid-cols-[minmax(0,1fr)_300px] border-t border-ink max-lg:grid-cols-1"
              aria-label="The chosen reason"
            >
              <Items params={{ ...params, reason: chosen.reason }} words={chosen.words} />
              <div className="min-w-0 border-l border-rule pl-5 max-lg:border-t max-lg:border-l-0 max-lg:pl-0">
                <div className="sec">
                  <h3>Release plan</h3>
                  <span className="q">all of this reason, every day</span>
                </div>
                <Plan commands={[release(chosen.reason)]} none="Nothing of this reason is left to decide again." />
                <p className="mt-3 text-12 leading-[17px] text-ink-3">
                  {chosen.releasedBySweep
                    ? 'These are released by themselves once the cause is gone; a release by hand asks at once.'
                    : 'The rules of now decide: what they would still reject is rejected again, with its reason.'}
                </p>
              </div>
            </section>
          )}
        </>
      ) : items ? (
        <Empty title={`Nothing was left out on ${days.words}`}>
          A line item that a rule takes out is here within seconds, with its reason.
        </Empty>
      ) : reasons.error ? (
        <Failure error={reasons.error} retry={() => reasons.refetch()} what="The reasons" />
      ) : (
        <SkeletonTable columns={[260, 60, 60, 80, 80]} rows={6} />
      )}
    </Page>
  )
}

const release = (reason: string): Command => ({
  path: api.release,
  select: { reason },
  verb: 'Release',
  thing: 'line item',
  effect: 'decided again',
  warning:
    'The submission-filter decides each again, once, by the rules and accounts of now. What it accepts is billed; an accepted line item cannot be rejected again.',
})

const readingOf = (items: Answer['items'], days: Days) => {
  const total = items.reduce((sum, item) => sum + item.lineItems, 0)
  const [most] = items
  const waiting = items.filter((item) => item.releasedBySweep).reduce((sum, item) => sum + item.lineItems, 0)
  if (total === 0 || !most)
    return {
      glyph: 'ok' as const,
      title: `No line item of ${days.words} was left out`,
      detail: 'Every line item that was decided was accepted.',
    }
  return {
    glyph: 'rejected' as const,
    title: `${plural(total, 'line item')} of ${days.words} ${total === 1 ? 'is' : 'are'} not billed, for ${plural(items.length, 'reason')}`,
    detail: `Most: ${most.words.replace(/^./, (c) => c.toLowerCase())}, ${count(most.lineItems)}. ${waiting === 0 ? 'None waits for an account.' : `${plural(waiting, 'line item')} ${waiting === 1 ? 'is' : 'are'} released by ${waiting === 1 ? 'itself' : 'themselves'} once the account is ready.`}`,
  }
}

function Reasons({
  items,
  chosen,
  onChoose,
}: {
  items: Answer['items']
  chosen: string | null
  onChoose: (reason: string) => void
}) {
  return (
    <table className="tbl" aria-label="Reasons">
      <thead>
        <tr>
          <th scope="col">Reason</th>
          <th scope="col" className="max-lg:hidden">
            What comes next
          </th>
          <th scope="col" className="n" aria-sort="descending">
            Line items
          </th>
          <th scope="col" className="n max-md:hidden">
            Customers
          </th>
          <th scope="col" className="n max-md:hidden">
            First
          </th>
          <th scope="col" className="n">
            Last
          </th>
        </tr>
      </thead>
      <tbody onKeyDown={(event) => rowKeys(event, onChoose)}>
        {items.map((item) => (
          <tr
            key={item.reason}
            className="roomy cursor-pointer"
            tabIndex={item.reason === chosen ? 0 : -1}
            data-id={item.reason}
            aria-selected={item.reason === chosen}
            onClick={() => onChoose(item.reason)}
          >
            <td className="cut max-w-[420px] max-md:max-w-[190px] max-md:py-1 max-md:whitespace-normal">
              <span className="st max-md:leading-4 max-md:whitespace-normal">
                <Glyph name="rejected" />
                <span className="font-medium">{item.words}</span>
              </span>
            </td>
            <td className="text-ink-2 max-lg:hidden">
              {item.releasedBySweep
                ? 'released by itself once the account is ready'
                : 'stays, unless a person releases it'}
            </td>
            <td className="n font-semibold">{count(item.lineItems)}</td>
            <td className="n max-md:hidden">{count(item.accounts)}</td>
            <td className="n text-ink-3 max-md:hidden">
              <Time at={item.firstAt} />
            </td>
            <td className="n">
              <Time at={item.lastAt} />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td>{plural(items.length, 'reason')}</td>
          <td className="max-lg:hidden" />
          <td className="n">{count(items.reduce((sum, item) => sum + item.lineItems, 0))}</td>
          <td className="max-md:hidden" />
          <td className="max-md:hidden" />
          <td />
        </tr>
      </tfoot>
    </table>
  )
}

function Items({ params, words }: { params: Record<string, string | null>; words: string }) {
  const asked = { ...params, limit: ITEMS_PAGE }
  const answer = useInfiniteQuery({
    queryKey: [...queryKey(api.rejectedLineItems, asked), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      getJson<ListPage<ListedLineItem>>(api.rejectedLineItems, { ...asked, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
  const items = answer.data?.pages.flatMap((page) => page.items)
  return (
    <div className="min-w-0 pr-5 max-lg:pr-0">
      <div className="sec">
        <h3>Line items</h3>
        <span className="q">{words.replace(/^./, (c) => c.toLowerCase())}, newest first</span>
      </div>
      {items ? (
        <LineItemTable items={items} customers />
      ) : answer.error ? (
        <Failure error={answer.error} retry={() => answer.refetch()} what="The line items" />
      ) : (
        <SkeletonTable columns={[60, 90, 120, 110, 60, 60, 160]} rows={10} />
      )}
      <ShowMore of={answer} rows={ITEMS_PAGE} what="older line items" />
    </div>
  )
}
