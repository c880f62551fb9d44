import type { Metadata } from 'next'
import { Rejections } from '../../components/rejections/rejections.tsx'
import { Prefetched } from '../prefetch.tsx'

export const metadata: Metadata = { title: 'Rejections' }

export default function RejectionsPage() {
  return (
    <Prefetched what={[]}>
      <Rejections />
    </Prefetched>
  )
}
