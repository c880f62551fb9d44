import type { Metadata } from 'next'
import { Partition } from '../../../components/lag/partition-page.tsx'
import { Prefetched } from '../../prefetch.tsx'

export const metadata: Metadata = { title: 'Partition' }

export default function PartitionPage() {
  return (
    <Prefetched page="/lag" what={[]}>
      <Partition />
    </Prefetched>
  )
}
