import type { Metadata } from 'next'
import { Duplicates } from '../../components/duplicates/duplicates.tsx'
import { Prefetched } from '../prefetch.tsx'

export const metadata: Metadata = { title: 'Duplicates' }

export default function DuplicatesPage() {
  return (
    <Prefetched page="/duplicates" what={[]}>
      <Duplicates />
    </Prefetched>
  )
}
