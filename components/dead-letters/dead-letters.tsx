// biome-ignore-all lint/a11y/useSemanticElements: a group of buttons or of links in a drawing is no fieldset
'use client'

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import type { Page as ListPage } from '../../domain/api/common.ts'
import type { DeadLetter, DeadLetterGroup } from '../../domain/api/dead-letters.ts'
import { Time } from '../clock.tsx'
import { count, plural } from '../format.ts'
import { rowKeys } from '../frame/keys.tsx'
import { Page } from '../frame/page.tsx'
import { Glyph } from '../glyph.tsx'
import { stemMarks } from '../overview/pipeline-view.ts'
import { Verdict } from '../overview/readings.tsx'
import { LETTERS_PAGE } from '../page-queries.ts'
import { api } from '../paths.ts'
import { LIVE_MS, usePipeline } from '../pipeline-query.ts'
import { getJson, q, queryKey } from '../query.ts'
import { Empty, Failure, SkeletonRows, StaleNote } from '../states.tsx'
import { deadLettersVerdict } from '../verdicts.ts'
import { Letter } from './letter.tsx'
import { DEAD_LETTER_PROCESSORS } from './processors.ts'

/** By cause first, then one message: read only. The URL holds processor, cause and the open message. */
export function DeadLetters() {
  const [view, setView] = useQueryStates(
    {
      processor: parseAsStringLiteral(DEAD_LETTER_PROCESSORS),
      cause: parseAsString,
      letter: parseAsString,
    },
    { history: 'push' },
  )
  const pipeline = usePipeline()
  const groups = useQuery({
    ...q<ListPage<DeadLetterGroup>>(api.deadLetterGroups, { processor: view.processor, limit: LETTERS_PAGE }),
    refetchInterval: LIVE_MS * 2,
    placeholderData: keepPreviousData,
  })
  const items = groups.data?.items
  const total = items?.reduce((sum, group) => sum + group.open, 0)
  const chosen = items?.find((group) => group.fingerprint === view.cause) ?? null
  const choose = (fingerprint: string) =>
    setView({ cause: view.cause === fingerprint ? null : fingerprint, letter: null })
  return (
    <Page
      title="Dead letters"
      heardAt={groups.dataUpdatedAt || pipeline.heardAt}
      stem={{ marks: stemMarks(pipeline.data) }}
    >
      {groups.data && groups.error && <StaleNote heardAt={groups.dataUpdatedAt} />}
      {pipeline.data ? (
        <Verdict reading={deadLettersVerdict(pipeline.data)} />
      ) : (
        <div className="h-[75px] py-4 max-md:h-[150px]">
          <span className="skeleton h-4! w-[420px]" />
        </div>
      )}
      <div
        className="flex min-h-8 flex-wrap items-center border-t border-rule text-12"
        role="group"
        aria-label="Processor"
      >
        {[null, ...DEAD_LETTER_PROCESSORS].map((name) => (
          <button
            key={name ?? 'all'}
            type="button"
            aria-pressed={view.processor === name}
            className={`st h-6 border-l border-rule px-2.5 first:border-l-0 first:pl-0 ${view.processor === name ? 'font-semibold shadow-[inset_0_-2px_0_var(--ink)]' : ''}`}
            onClick={() => setView({ processor: name, cause: null, letter: null })}
          >
            {name ?? 'All processors'}
          </button>
        ))}
      </div>
      {items && items.length > 0 ? (
        <table className="tbl" aria-label="Causes">
          <thead>
            <tr>
              <th scope="col">State</th>
              <th scope="col" className="max-md:hidden">
                Processor
              </th>
              <th scope="col">Error</th>
              <th scope="col" className="max-lg:hidden">
                Topics
              </th>
              <th scope="col" className="n" aria-sort="descending">
                Open
              </th>
              <th scope="col" className="max-md:hidden">
                Last 24 h
              </th>
              <th scope="col" className="n max-md:hidden">
                First
              </th>
              <th scope="col" className="n">
                Last
              </th>
              <th scope="col" className="n max-lg:hidden">
                Customers
              </th>
            </tr>
          </thead>
          <tbody onKeyDown={(event) => rowKeys(event, choose)}>
            {items.map((group, index) => (
              <tr
                key={`${group.processor} ${group.fingerprint}`}
                className="roomy cursor-pointer"
                tabIndex={index === 0 ? 0 : -1}
                data-id={group.fingerprint}
                aria-selected={group.fingerprint === view.cause}
                onClick={() => choose(group.fingerprint)}
              >
                <td>
                  <span className={`st ${isNew(group) ? 'text-dead-ink' : ''}`}>
                    <Glyph name={isNew(group) ? 'dead' : 'dead-known'} />
                    {isNew(group) ? 'New' : 'Known'}
                  </span>
                </td>
                <td className="font-medium max-md:hidden">{group.processor}</td>
                <td
                  className="cut max-w-[420px] max-md:max-w-[150px]"
                  title={`${group.errorClass}: ${group.errorMessage}`}
                >
                  <b>{group.errorClass}</b> <span className="text-ink-2">{group.errorMessage}</span>
                </td>
                <td className="cut mono max-w-[220px] text-ink-2 max-lg:hidden">{group.topics.join(', ')}</td>
                <td className={`n font-semibold ${isNew(group) ? 'text-dead-ink' : ''}`}>{count(group.open)}</td>
                <td className="max-md:hidden">
                  <Spark values={group.lastDay} fresh={isNew(group)} />
                </td>
                <td className="n text-ink-3 max-md:hidden">
                  <Time at={group.firstSeen} />
                </td>
                <td className="n">
                  <Time at={group.lastSeen} />
                </td>
                <td className="n max-lg:hidden">{group.accounts === 0 ? '?' : count(group.accounts)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td colSpan={2} className="max-md:hidden">
                {plural(items.length, 'cause')}
              </td>
              <td className="md:hidden">{plural(items.length, 'cause')}</td>
              <td />
              <td className="max-lg:hidden" />
              <td className="n">{count(total)}</td>
              <td colSpan={2} className="max-md:hidden" />
              <td />
              <td className="max-lg:hidden" />
            </tr>
          </tfoot>
        </table>
      ) : items ? (
        <Empty title={view.processor ? `${view.processor} has no open dead letter` : 'No dead letter is open'}>
          A message that can never work comes here whole, with where it came from and why; the stream goes on.
        </Empty>
      ) : groups.error ? (
        <Failure error={groups.error} retry={() => groups.refetch()} what="The list of causes" />
      ) : (
        <table className="tbl" aria-busy="true">
          <tbody>
            <SkeletonRows columns={[60, 110, 320, 140, 40, 90, 40, 40]} rows={6} />
          </tbody>
        </table>
      )}
      {items && items.length > 0 && (
        <Messages
          processor={chosen?.processor ?? view.processor}
          fingerprint={chosen?.fingerprint ?? null}
          chosen={view.letter}
          onChoose={(letter) => setView({ letter: view.letter === letter ? null : letter }, { history: 'replace' })}
        />
      )}
    </Page>
  )
}

/** First seen within the last day: nobody has decided about it yet. */
const DAY_MS = 86_400_000
const isNew = (group: DeadLetterGroup): boolean =>
  Date.parse(group.lastSeen) - Date.parse(group.firstSeen) < DAY_MS && group.lastDay.slice(-6).some((n) => n > 0)

/** 24 bars, an hour each; amounts that are no state are ink, a new cause has its colour. */
function Spark({ values, fresh }: { values: readonly number[]; fresh: boolean }) {
  const most = Math.max(1, ...values)
  return (
    <svg
      width="106"
      height="16"
      viewBox="0 0 106 16"
      role="img"
      aria-label={`Failures an hour, last 24 hours, at most ${most}`}
    >
      <path d="M0 15.500h106" stroke="var(--rule-2)" shapeRendering="crispEdges" />
      {values.map((value, hour) =>
        value === 0 ? null : (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its place
            key={hour}
            x={hour * 4.4}
            width="3.2"
            y={15 - Math.max(2, (value / most) * 14)}
            height={Math.max(2, (value / most) * 14)}
            fill={fresh ? 'var(--dead)' : 'var(--ink-2)'}
          />
        ),
      )}
    </svg>
  )
}

function Messages({
  processor,
  fingerprint,
  chosen,
  onChoose,
}: {
  processor: string | null
  fingerprint: string | null
  chosen: string | null
  onChoose: (id: string) => void
}) {
  const params = { processor, fingerprint, state: 'open', limit: LETTERS_PAGE }
  const letters = useInfiniteQuery({
    queryKey: [...queryKey(api.deadLetters, params), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      getJson<ListPage<DeadLetter>>(api.deadLetters, { ...params, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })
  const items = letters.data?.pages.flatMap((page) => page.items)
  return (
    <section
      className="mt-2 grid grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)] border-t border-ink max-lg:grid-cols-1"
      aria-label="Messages"
    >
      <div className="min-w-0 border-r border-rule pr-5 max-lg:border-r-0 max-lg:pr-0">
        <div className="sec">
          <h3>Messages</h3>
          <span className="q">{fingerprint ? 'of the chosen cause' : 'of all causes'}, newest first</span>
        </div>
        {items ? (
          <table className="tbl" aria-label="Messages">
            <thead>
              <tr>
                <th scope="col">Failed</th>
                <th scope="col">Came from</th>
                <th scope="col" className="n max-md:hidden">
                  Account
                </th>
                <th scope="col" className="n">
                  Attempt
                </th>
              </tr>
            </thead>
            <tbody onKeyDown={(event) => rowKeys(event, onChoose)}>
              {items.map((letter, index) => (
                <tr
                  key={letter.id}
                  className="cursor-pointer"
                  tabIndex={index === 0 ? 0 : -1}
                  data-id={letter.id}
                  aria-selected={letter.id === chosen}
                  onClick={() => onChoose(letter.id)}
                >
                  <td>
                    <Time at={letter.failedAt} />
                  </td>
                  <td className="mono cut max-w-[280px]" title={`${letter.errorClass}: ${letter.errorMessage}`}>
                    {letter.origin.topic}:{letter.origin.partition}:{letter.origin.offset}@{letter.origin.site}
                  </td>
                  <td className="n max-md:hidden">{letter.accountId ?? '?'}</td>
                  <td className="n">{letter.attempt}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : letters.error ? (
          <Failure error={letters.error} retry={() => letters.refetch()} what="The messages" />
        ) : null}
        {letters.hasNextPage && (
          <p className="py-2 text-center">
            <button
              type="button"
              className="btn"
              disabled={letters.isFetchingNextPage}
              onClick={() => letters.fetchNextPage()}
            >
              Show {LETTERS_PAGE} older messages
            </button>
          </p>
        )}
      </div>
      <div className="min-w-0 pl-5 max-lg:pl-0">
        {chosen ? (
          <Letter id={chosen} />
        ) : (
          <Empty title="No message is chosen">
            Choose one to see what it holds, where it came from and why it failed.
          </Empty>
        )}
      </div>
    </section>
  )
}
