'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Page as ListPage } from '../../domain/api/common.ts'
import type { ApiKey, CreateKeyAnswer, UserAnswer } from '../../domain/api/users.ts'
import { api } from '../paths.ts'
import { postJson, q, queryKey } from '../query.ts'
import { Empty, Failure } from '../states.tsx'
import { useViewer } from '../viewer.tsx'
import { KEY_SPANS, KeyTable } from './key-rows.tsx'
import { Outcome } from './outcome.tsx'
import { ToldOnce } from './told-once.tsx'

/** Keys for this person's scripts: they may what the role may. */
export function OwnKeys() {
  const client = useQueryClient()
  const viewer = useViewer()
  const answer = useQuery({ ...q<ListPage<ApiKey>>(api.ownKeys), refetchInterval: 10_000 })
  const [made, setMade] = useState<CreateKeyAnswer | null>(null)
  const again = () => client.invalidateQueries({ queryKey: queryKey(api.ownKeys) })
  const create = useMutation({
    mutationFn: (body: { name: string; days: number | null }) => postJson<CreateKeyAnswer>(api.createOwnKey, body),
    onSuccess: (key) => {
      setMade(key)
      return again()
    },
  })
  const revoke = useMutation({
    mutationFn: (id: string) => postJson<UserAnswer>(api.revokeOwnKey, { id }),
    onSettled: again,
  })
  const keys = answer.data?.items
  return (
    <section aria-labelledby="own-keys" className="pb-3">
      <div className="sec">
        <h2 id="own-keys">API keys</h2>
        <span className="q max-md:hidden">
          for your scripts, in the header x-api-key; they may what {viewer?.role} may
        </span>
      </div>
      {made && <ToldOnce what={`The key “${made.name}”.`} value={made.key} onDone={() => setMade(null)} />}
      {answer.error && !keys ? (
        <Failure error={answer.error} retry={() => answer.refetch()} what="The keys" />
      ) : keys?.length === 0 ? (
        <Empty title="No key yet">A key lets a script or the command line ask in your name: HYDROMETER_API_KEY.</Empty>
      ) : (
        <KeyTable label="Own keys" keys={keys} revoke={({ id }) => revoke.mutate(id)} />
      )}
      <form
        className="flex flex-wrap items-end gap-2 pt-2 text-11 text-ink-2"
        onSubmit={(event) => {
          event.preventDefault()
          const form = event.currentTarget
          const data = new FormData(form)
          const days = data.get('days')
          create.mutate(
            { name: String(data.get('name')), days: days ? Number(days) : null },
            { onSuccess: () => form.reset() },
          )
        }}
      >
        <label className="grid gap-1">
          What it is for
          <input className="field w-[220px]" name="name" required maxLength={100} placeholder="nightly export" />
        </label>
        <label className="grid gap-1">
          Works
          <select className="field" name="days">
            {KEY_SPANS.map(({ words, days }) => (
              <option key={words} value={days ?? ''}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" className="btn" disabled={create.isPending}>
          Make a key
        </button>
      </form>
      <Outcome done={revoke.data?.words} error={create.error ?? revoke.error} />
    </section>
  )
}
