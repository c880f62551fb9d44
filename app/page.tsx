import { Overview } from '../components/overview/overview.tsx'
import { NEWEST_FILES } from '../components/page-queries.ts'
import { Prefetched, read } from './prefetch.tsx'

export default function OverviewPage() {
  return (
    <Prefetched page="/" what={[read.files(NEWEST_FILES)]}>
      <Overview />
    </Prefetched>
  )
}
