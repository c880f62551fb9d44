import type { Metadata } from 'next'
import { Throughput } from '../../components/throughput/throughput.tsx'
import { Prefetched } from '../prefetch.tsx'

export const metadata: Metadata = { title: 'Throughput' }

export default function ThroughputPage() {
  return (
    <Prefetched page="/throughput" what={[]}>
      <Throughput />
    </Prefetched>
  )
}
