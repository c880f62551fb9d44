'use client'

import { useQuery } from '@tanstack/react-query'
import type { Pipeline } from '../domain/api/pipeline.ts'
import { useNow } from './clock.tsx'
import { api } from './paths.ts'
import { live, q } from './query.ts'
import { STALE_AFTER_MS } from './states.tsx'

/** Frame and Overview share the one answer. */
export const usePipeline = () => {
  const answer = useQuery(live(q<Pipeline>(api.pipeline)))
  const now = useNow(1000)
  const heardAt = answer.data ? answer.dataUpdatedAt : null
  return { ...answer, heardAt, stale: heardAt !== null && now - heardAt > STALE_AFTER_MS }
}
