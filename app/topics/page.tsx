import type { Metadata } from 'next'
import { Topics } from '../../components/topics/topics.tsx'
import { Prefetched, read } from '../prefetch.tsx'

export const metadata: Metadata = { title: 'Topics' }

export default function TopicsPage() {
  return (
    <Prefetched page="/topics" what={[read.topics()]}>
      <Topics />
    </Prefetched>
  )
}
