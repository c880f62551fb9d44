'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { TopicMessage, TopicMessages } from '../../domain/api/topics.ts'
import { api } from '../paths.ts'
import { getJson, queryKey } from '../query.ts'

export const LOOKS = ['newest', 'offset', 'time'] as const
export type Look = (typeof LOOKS)[number]
export type LookView = {
  readonly look: Look | null
  readonly partition: string | null
  readonly offset: string | null
  readonly at: string | null
  readonly key: string | null
  readonly tail: boolean
}

const SHOWN_MAX = 200
const TAIL_MS = 2_000
const PAGE = 50

/** A look at a topic, and with `tail` what arrives after it, newest first. */
export const useLook = (topic: { site: string; topic: string }, view: LookView) => {
  const asked = {
    site: topic.site,
    partition: view.partition ?? undefined,
    key: view.key ?? undefined,
    offset: view.look === 'offset' ? (view.offset ?? undefined) : undefined,
    at: view.look === 'time' ? (view.at ?? undefined) : undefined,
    limit: PAGE,
  }
  const path = api.topicMessages(topic.topic)
  const first = useQuery({
    queryKey: queryKey(path, asked),
    queryFn: ({ signal }) => getJson<TopicMessages>(path, asked, signal),
    enabled: view.look !== null,
    // A look is recorded: it is made when it is asked for, not whenever the window has focus again.
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [later, setLater] = useState<readonly TopicMessage[]>([])
  const next = useRef<string | null>(null)
  const tail = view.tail && view.look === 'newest'
  useEffect(() => {
    setLater([])
    next.current = first.data?.next ?? null
  }, [first.data])
  const { site, partition, key } = asked
  useEffect(() => {
    if (!tail || first.data === undefined) return
    const asking = new AbortController()
    let timer: ReturnType<typeof setTimeout>
    const ask = async () => {
      try {
        if (!document.hidden && next.current) {
          const answer = await getJson<TopicMessages>(
            path,
            { site, partition, key, after: next.current, limit: SHOWN_MAX },
            asking.signal,
          )
          next.current = answer.next
          if (answer.items.length > 0)
            setLater((before) => [...answer.items.toReversed(), ...before].slice(0, SHOWN_MAX))
        }
      } catch {
        // Away for a moment: the next try says it again, and what is shown stays.
      }
      if (!asking.signal.aborted) timer = setTimeout(ask, TAIL_MS)
    }
    timer = setTimeout(ask, TAIL_MS)
    return () => {
      asking.abort()
      clearTimeout(timer)
    }
  }, [tail, first.data, path, site, partition, key])
  const found = first.data?.items
  return {
    items: found && (view.look === 'newest' ? [...later, ...found.toReversed()].slice(0, SHOWN_MAX) : found),
    schema: first.data?.schema,
    searched: first.data?.searched ?? 0,
    bounded: first.data?.bounded ?? false,
    error: first.error,
    again: () => void first.refetch(),
  }
}
