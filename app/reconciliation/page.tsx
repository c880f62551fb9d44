import type { Metadata } from 'next'
import { Reconciliation } from '../../components/reconciliation/reconciliation.tsx'
import { Prefetched } from '../prefetch.tsx'

export const metadata: Metadata = { title: 'Reconciliation' }

export default function ReconciliationPage() {
  return (
    <Prefetched what={[]}>
      <Reconciliation />
    </Prefetched>
  )
}
