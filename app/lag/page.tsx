import type { Metadata } from 'next'
import { Lag } from '../../components/lag/lag.tsx'
import { Prefetched, read } from '../prefetch.tsx'

export const metadata: Metadata = { title: 'Lag' }

export default function LagPage() {
  return (
    <Prefetched page="/lag" what={[read.lagGroups()]}>
      <Lag />
    </Prefetched>
  )
}
