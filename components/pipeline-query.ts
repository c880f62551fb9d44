'use client'

import { useQuery } from '@tanstack/react-query'
import type { Pipeline } from '../domain/api/pipeline.ts'
import { useNow } from './clock.tsx'
import { api } from './paths.ts'
import { q } from './query.ts'
import { STALE_AFTER_MS } from './states.tsx'

/** Each 2 s, and not at all while the tab is hidden. Frame and Overview share the one answer. */
export const LIVE_MS = 2_000

export const usePipeline = () => {
  const answer = useQuery({ ...q<Pipeline>(api.pipeline), refetchInterval: LIVE_MS })
  const now = useNow(1000)
  const heardAt = answer.data ? answer.dataUpdatedAt : null
  return { ...answer, heardAt, stale: heardAt !== null && now - heardAt > STALE_AFTER_MS }
}
