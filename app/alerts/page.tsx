import type { Metadata } from 'next'
import { Alerts } from '../../components/alerts/alerts.tsx'
import { Prefetched, read } from '../prefetch.tsx'

export const metadata: Metadata = { title: 'Alerts' }

export default function AlertsPage() {
  return (
    <Prefetched page="/alerts" what={[read.alerts()]}>
      <Alerts />
    </Prefetched>
  )
}
