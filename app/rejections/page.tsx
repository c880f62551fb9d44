import type { Metadata } from 'next'
import { daysOf } from '../../components/days.ts'
import { Rejections } from '../../components/rejections/rejections.tsx'
import { Prefetched, read } from '../prefetch.tsx'

export const metadata: Metadata = { title: 'Rejections' }

type Search = Promise<Record<string, string | string[] | undefined>>

export default async function RejectionsPage({ searchParams }: { searchParams: Search }) {
  const search = await searchParams
  const text = (name: string) => (typeof search[name] === 'string' ? search[name] : undefined)
  const { from, to } = daysOf({ from: text('from') ?? null, to: text('to') ?? null }, Date.now())
  return (
    <Prefetched
      page="/rejections"
      what={[read.rejections({ from, to, site: text('site'), topic: text('topic'), product: text('product') })]}
    >
      <Rejections />
    </Prefetched>
  )
}
