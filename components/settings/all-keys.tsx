'use client'

import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import type { Page as ListPage } from '../../domain/api/common.ts'
import type { ApiKey, UserAnswer } from '../../domain/api/users.ts'
import { api } from '../paths.ts'
import { getJson, postJson, queryKey } from '../query.ts'
import { Empty, Failure, ShowMore } from '../states.tsx'
import { KeyTable } from './key-rows.tsx'
import { Outcome } from './outcome.tsx'

const ActDialog = dynamic(() => import('./act-dialog.tsx').then((m) => m.ActDialog), { ssr: false })

const KEYS_PAGE = 50

/** Everybody's keys: which are in use, and which must go. */
export function AllKeys() {
  const client = useQueryClient()
  const [revoking, setRevoking] = useState<ApiKey | null>(null)
  const [done, setDone] = useState<string>()
  const key = [...queryKey(api.keys), 'pages']
  const answer = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      getJson<ListPage<ApiKey>>(api.keys, { limit: KEYS_PAGE, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: 10_000,
  })
  const keys = answer.data?.pages.flatMap((page) => page.items)
  return (
    <section aria-labelledby="all-keys">
      <div className="sec">
        <h2 id="all-keys">Everybody’s API keys</h2>
        <span className="q max-md:hidden">newest first; a key may what its owner’s role may</span>
      </div>
      {answer.error && !keys ? (
        <Failure error={answer.error} retry={() => answer.refetch()} what="The keys" />
      ) : keys?.length === 0 ? (
        <Empty title="Nobody has a key">Each makes their own on this page.</Empty>
      ) : (
        <KeyTable label="Everybody's keys" keys={keys} owners revoke={setRevoking} />
      )}
      <ShowMore of={answer} rows={KEYS_PAGE} what="older keys" />
      <Outcome done={done} error={null} />
      {revoking && (
        <ActDialog
          question={`Revoke the key “${revoking.name}” of ${revoking.owner.email}?`}
          meaning="Whoever uses it is refused from the next request on. This cannot be undone; its owner can make another."
          verb="Revoke 1 key"
          onClose={() => setRevoking(null)}
          act={async (why) => {
            setDone((await postJson<UserAnswer>(api.revokeKey, { id: revoking.id, why })).words)
            await client.invalidateQueries({ queryKey: key })
            await client.invalidateQueries({ queryKey: queryKey(api.ownKeys) })
          }}
        />
      )}
    </section>
  )
}
