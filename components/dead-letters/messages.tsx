'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import type { Page as ListPage } from '../../domain/api/common.ts'
import type { DeadLetter } from '../../domain/api/dead-letters.ts'
import { Time } from '../clock.tsx'
import { plural } from '../format.ts'
import { rowKeys } from '../frame/keys.tsx'
import { LETTERS_PAGE } from '../page-queries.ts'
import { api } from '../paths.ts'
import { getJson, liveMs, queryKey } from '../query.ts'
import { Empty, Failure, ShowMore, SkeletonTable } from '../states.tsx'

export const useLetters = (
  processor: string | null,
  fingerprint: string | null,
  state: string,
  source: string | undefined,
) => {
  const params = { processor, fingerprint, state, source, limit: LETTERS_PAGE }
  return useInfiniteQuery({
    queryKey: [...queryKey(api.deadLetters, params), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      getJson<ListPage<DeadLetter>>(api.deadLetters, { ...params, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    enabled: processor !== null,
    refetchInterval: (query) => liveMs(api.deadLetters, query.state.data?.pages.length),
  })
}

/** Messages of one cause. `x` marks, so that a part of a cause can be redriven or discarded. */
export function Messages({
  letters,
  chosen,
  marked,
  onChoose,
  onMark,
}: {
  letters: ReturnType<typeof useLetters>
  chosen: string | null
  marked: ReadonlySet<string>
  onChoose: (id: string) => void
  onMark: (id: string) => void
}) {
  const items = letters.data?.pages.flatMap((page) => page.items)
  return (
    <div className="min-w-0">
      <div className="sec">
        <h3>Messages</h3>
        <span className="q">
          {marked.size > 0 ? `${plural(marked.size, 'message')} marked` : 'newest first, x marks'}
        </span>
      </div>
      {items && items.length === 0 ? (
        <Empty title="No message of this cause is in this state" />
      ) : items ? (
        <table className="tbl" aria-label="Messages">
          <thead>
            <tr>
              <th scope="col" className="w-6">
                <span className="sr-only">Marked</span>
              </th>
              <th scope="col">Failed</th>
              <th scope="col">Came from</th>
              <th scope="col" className="n">
                Attempt
              </th>
            </tr>
          </thead>
          <tbody onKeyDown={(event) => rowKeys(event, onChoose, onMark)}>
            {items.map((letter) => (
              <tr
                key={letter.id}
                className="cursor-pointer"
                tabIndex={letter.id === (chosen ?? items[0]?.id) ? 0 : -1}
                data-id={letter.id}
                data-copy={placeOf(letter)}
                aria-selected={letter.id === chosen}
                onClick={() => onChoose(letter.id)}
              >
                <td>
                  <input
                    type="checkbox"
                    className="block size-3 accent-(--ink)"
                    tabIndex={-1}
                    aria-label={`Mark message ${letter.id}`}
                    checked={marked.has(letter.id)}
                    onClick={(event) => event.stopPropagation()}
                    onChange={() => onMark(letter.id)}
                  />
                </td>
                <td>
                  <Time at={letter.failedAt} />
                </td>
                <td className="mono cut max-w-[200px]" title={`${placeOf(letter)}: ${letter.errorMessage}`}>
                  {placeOf(letter)}
                </td>
                <td className="n">{letter.attempt}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : letters.error ? (
        <Failure error={letters.error} retry={() => letters.refetch()} what="The messages" />
      ) : (
        <SkeletonTable columns={[12, 40, 160, 20]} rows={6} />
      )}
      <ShowMore of={letters} rows={LETTERS_PAGE} what="older messages" />
    </div>
  )
}

const placeOf = ({ origin }: DeadLetter): string =>
  `${origin.topic}:${origin.partition}:${origin.offset}@${origin.site}`
