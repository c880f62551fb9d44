'use client'

import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import type { Page as ListPage } from '../../domain/api/common.ts'
import type { User } from '../../domain/api/users.ts'
import { Time } from '../clock.tsx'
import { dayMonthYear, plural, timeOrDate } from '../format.ts'
import { Glyph } from '../glyph.tsx'
import { api } from '../paths.ts'
import { getJson, queryKey } from '../query.ts'
import { Failure, ShowMore, SkeletonRows } from '../states.tsx'
import { useViewer } from '../viewer.tsx'
import { Outcome } from './outcome.tsx'
import { ToldOnce } from './told-once.tsx'
import type { Act, Told } from './user-dialog.tsx'

const UserDialog = dynamic(() => import('./user-dialog.tsx').then((m) => m.UserDialog), { ssr: false })

const USERS_PAGE = 50

/** Who may sign in, as what; and the five things that an admin does about it. */
export function Users() {
  const client = useQueryClient()
  const viewer = useViewer()
  const [act, setAct] = useState<Act | null>(null)
  const [told, setTold] = useState<Told | null>(null)
  const answer = useInfiniteQuery({
    queryKey: [...queryKey(api.users), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      getJson<ListPage<User>>(api.users, { limit: USERS_PAGE, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: 10_000,
    placeholderData: keepPreviousData,
  })
  const users = answer.data?.pages.flatMap((page) => page.items)
  return (
    <section aria-labelledby="users" className="pt-1 pb-3">
      <div className="sec max-md:h-[52px]! max-md:items-center!">
        <h2 id="users">Users</h2>
        <span className="q">{users ? plural(users.length, 'user') : ''}</span>
        <span className="flex-1" />
        <button type="button" className="btn" onClick={() => setAct({ verb: 'create' })}>
          Make a user
        </button>
      </div>
      {told?.secret && <ToldOnce what={told.words} value={told.secret} onDone={() => setTold(null)} />}
      {answer.error && !users ? (
        <Failure error={answer.error} retry={() => answer.refetch()} what="The list of users" />
      ) : (
        <table className="tbl" aria-label="Users" aria-busy={!users}>
          <thead>
            <tr>
              <th scope="col">E-mail</th>
              <th scope="col" className="max-lg:hidden">
                Name
              </th>
              <th scope="col">Role</th>
              <th scope="col" className="n max-md:hidden">
                Sessions
              </th>
              <th scope="col" className="n max-md:hidden">
                Keys
              </th>
              <th scope="col" className="n max-lg:hidden">
                Since
              </th>
              <th scope="col" className="n max-md:hidden">
                Last seen
              </th>
              <th scope="col" className="n">
                <span className="sr-only">Change</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {!users && <SkeletonRows columns={[180, 90, 60, 30, 30, 60, 60, 160]} rows={4} />}
            {users?.map((user) => (
              <tr key={user.id} className="roomy">
                <td className="cut max-w-[280px] font-medium max-md:max-w-[130px]" title={user.email}>
                  <span className="st">
                    <Glyph name={user.disabledAt ? 'rejected' : 'ok'} />
                    {user.email}
                    {user.email === viewer?.email && <span className="font-normal text-ink-3">you</span>}
                  </span>
                </td>
                <td className="cut max-w-[160px] text-ink-2 max-lg:hidden">
                  {user.name === user.email ? '–' : user.name}
                </td>
                <td>{user.disabledAt ? <span className="text-ink-3">{user.role}, disabled</span> : user.role}</td>
                <td className="n max-md:hidden">{user.sessions}</td>
                <td className="n max-md:hidden">{user.keys}</td>
                <td className="n text-ink-3 max-lg:hidden">
                  <Time at={user.createdAt} show={(at, _, zone) => dayMonthYear(at, zone)} />
                </td>
                <td className="n max-md:hidden">
                  {user.lastSeenAt ? <Time at={user.lastSeenAt} show={timeOrDate} /> : 'never'}
                </td>
                <td className="n">
                  <span className="inline-flex flex-wrap justify-end gap-x-3">
                    {VERBS.filter(({ verb }) => verb !== (user.disabledAt ? 'disable' : 'enable')).map(
                      ({ verb, words }) => (
                        <button
                          key={verb}
                          type="button"
                          className="link"
                          aria-label={`${words}: ${user.email}`}
                          onClick={() => setAct({ verb, user })}
                        >
                          {words}
                        </button>
                      ),
                    )}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <ShowMore of={answer} rows={USERS_PAGE} what="more users" />
      <Outcome done={told && !told.secret ? told.words : undefined} error={null} />
      {act && (
        <UserDialog
          act={act}
          onClose={() => setAct(null)}
          onDone={async (what) => {
            setTold(what)
            await client.invalidateQueries({ queryKey: queryKey(api.users).slice(0, 1) })
            await client.invalidateQueries({ queryKey: queryKey(api.keys).slice(0, 1) })
          }}
        />
      )}
    </section>
  )
}

const VERBS = [
  { verb: 'role', words: 'Role' },
  { verb: 'reset-password', words: 'Password' },
  { verb: 'key', words: 'Key' },
  { verb: 'disable', words: 'Disable' },
  { verb: 'enable', words: 'Enable' },
] as const
