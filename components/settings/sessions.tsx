'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Page as ListPage } from '../../domain/api/common.ts'
import type { OwnAnswer, Session } from '../../domain/api/users.ts'
import { Time } from '../clock.tsx'
import { plural, timeOrDate } from '../format.ts'
import { Glyph } from '../glyph.tsx'
import { api } from '../paths.ts'
import { postJson, q, queryKey } from '../query.ts'
import { Failure, SkeletonRows } from '../states.tsx'
import { Outcome } from './outcome.tsx'
import { browserOf } from './user-agent.ts'

/** Where this person is signed in, and the way to end it. */
export function Sessions() {
  const client = useQueryClient()
  const answer = useQuery({ ...q<ListPage<Session>>(api.ownSessions), refetchInterval: 10_000 })
  const end = useMutation({
    mutationFn: (id?: string) => postJson<OwnAnswer>(api.endSessions, id ? { id } : {}),
    onSettled: () => client.invalidateQueries({ queryKey: queryKey(api.ownSessions) }),
  })
  const items = answer.data?.items
  const others = items?.filter(({ current }) => !current).length ?? 0
  return (
    <section aria-labelledby="sessions">
      <div className="sec max-md:h-[52px]! max-md:items-center!">
        <h2 id="sessions">Sessions</h2>
        <span className="q">a session ends a week after it was last used</span>
        <span className="flex-1" />
        {others > 0 && (
          <button type="button" className="btn" disabled={end.isPending} onClick={() => end.mutate(undefined)}>
            End {plural(others, 'other session')}
          </button>
        )}
      </div>
      {answer.error && !items ? (
        <Failure error={answer.error} retry={() => answer.refetch()} what="The sessions" />
      ) : (
        // As high as the form beside it, however many there are: nothing below it moves when they come.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        <section className="h-[232px] overflow-auto" aria-label="The sessions" tabIndex={0}>
          <table className="tbl" aria-label="Sessions" aria-busy={!items}>
            <thead>
              <tr>
                <th scope="col">Browser</th>
                <th scope="col" className="max-md:hidden">
                  Address
                </th>
                <th scope="col" className="n">
                  Since
                </th>
                <th scope="col" className="n max-md:hidden">
                  Last used
                </th>
                <th scope="col" className="n">
                  <span className="sr-only">End</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {!items && <SkeletonRows columns={[160, 90, 60, 60, 40]} rows={2} />}
              {items?.map((session) => (
                <tr key={session.id} className="roomy">
                  <td className="cut max-w-[280px] max-md:max-w-[150px]" title={session.userAgent ?? undefined}>
                    <span className="st">
                      {session.current ? <Glyph name="ok" /> : <span className="w-3" />}
                      <span className={session.current ? 'font-medium' : ''}>{browserOf(session.userAgent)}</span>
                      {session.current && <span className="text-ink-3">this one</span>}
                    </span>
                  </td>
                  <td className="mono max-md:hidden">{session.address ?? '?'}</td>
                  <td className="n">
                    <Time at={session.startedAt} show={timeOrDate} />
                  </td>
                  <td className="n text-ink-3 max-md:hidden">
                    <Time at={session.lastUsedAt} show={timeOrDate} />
                  </td>
                  <td className="n">
                    {!session.current && (
                      <button
                        type="button"
                        className="link"
                        disabled={end.isPending}
                        onClick={() => end.mutate(session.id)}
                      >
                        End
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <Outcome done={end.data?.words} error={end.error} />
    </section>
  )
}
