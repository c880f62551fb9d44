import type { Metadata } from 'next'
import { daysOf } from '../../components/days.ts'
import { Reconciliation } from '../../components/reconciliation/reconciliation.tsx'
import { Prefetched, read } from '../prefetch.tsx'

export const metadata: Metadata = { title: 'Reconciliation' }

type Search = Promise<Record<string, string | string[] | undefined>>

export default async function ReconciliationPage({ searchParams }: { searchParams: Search }) {
  const search = await searchParams
  const text = (name: string) => (typeof search[name] === 'string' ? search[name] : undefined)
  const { from, to } = daysOf({ from: text('from') ?? null, to: text('to') ?? null }, Date.now())
  return (
    <Prefetched page="/reconciliation" what={[read.reconciliation({ from, to })]}>
      <Reconciliation />
    </Prefetched>
  )
}
