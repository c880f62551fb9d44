import type { Metadata } from 'next'
import { Partition } from '../../../components/lag/partition-page.tsx'
import { Prefetched, read } from '../../prefetch.tsx'

export const metadata: Metadata = { title: 'Partition' }

type Search = Promise<Record<string, string | string[] | undefined>>

export default async function PartitionPage({ searchParams }: { searchParams: Search }) {
  const search = await searchParams
  const text = (name: string) => (typeof search[name] === 'string' ? search[name] : '')
  const place = { site: text('site'), group: text('group'), topic: text('topic'), partition: text('partition') || '0' }
  return (
    <Prefetched page="/lag" what={[read.lagPartition(place)]}>
      <Partition />
    </Prefetched>
  )
}
