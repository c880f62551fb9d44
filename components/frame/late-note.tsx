'use client'

import { type Query, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useNow } from '../clock.tsx'
import { count } from '../format.ts'
import { Glyph } from '../glyph.tsx'
import { ApiProblem } from '../query.ts'

/** Bars alone say that something comes; after this a person wants to know whether it still does. */
const LATE_MS = 2_500
const LOOK_MS = 500

type Late = { readonly count: number; readonly since: number; readonly tried: string | null }

const waits = (query: Query): boolean =>
  query.state.status === 'pending' && query.state.fetchStatus === 'fetching' && query.isActive()

/** Of what this page shows and has never had an answer for: how many are late, since when, and what a first try ended with. */
const useLate = (): Late | null => {
  const client = useQueryClient()
  const [late, setLate] = useState<Late | null>(null)
  useEffect(() => {
    const since = new Map<string, number>()
    const look = () => {
      const waiting = client.getQueryCache().getAll().filter(waits)
      const hashes = new Set(waiting.map(({ queryHash }) => queryHash))
      for (const hash of since.keys()) if (!hashes.has(hash)) since.delete(hash)
      for (const hash of hashes) if (!since.has(hash)) since.set(hash, Date.now())
      const over = waiting.filter(({ queryHash }) => Date.now() - since.get(queryHash)! >= LATE_MS)
      const reason = over.find(({ state }) => state.fetchFailureReason)?.state.fetchFailureReason
      const next = over.length > 0 && {
        count: over.length,
        since: Math.min(...over.map(({ queryHash }) => since.get(queryHash)!)),
        tried: reason instanceof ApiProblem ? reason.title : null,
      }
      setLate((last) => (next && last && JSON.stringify(next) === JSON.stringify(last) ? last : next || null))
    }
    const timer = setInterval(look, LOOK_MS)
    return () => clearInterval(timer)
  }, [client])
  return late
}

/**
 * While an answer is late: since when, and that it still comes. Over the foot of the page, so that nothing moves when it
 * appears or goes.
 */
export function LateNote() {
  const late = useLate()
  const now = useNow(1_000)
  if (!late) return null
  const seconds = Math.max(Math.round(LATE_MS / 1_000), Math.floor((now - late.since) / 1_000))
  return (
    <div className="note late-note" role="status" data-note="late">
      <Glyph name="missing" />
      <span>
        <b>
          {late.count === 1 ? 'One answer is late' : `${count(late.count)} answers are late`}: asked {seconds} s ago.
        </b>{' '}
        {late.tried && `A first try ended: ${late.tried}. `}
        What is missing shows as soon as it comes. Nothing is lost: the workers do not wait for this page.
      </span>
    </div>
  )
}
