import type { Metadata } from 'next'
import { DeadLetters } from '../../components/dead-letters/dead-letters.tsx'
import { DEAD_LETTER_PROCESSORS } from '../../components/dead-letters/processors.ts'
import { LETTERS_PAGE } from '../../components/page-queries.ts'
import { readPlace } from '../../domain/partition-place.ts'
import { Prefetched, read } from '../prefetch.tsx'

export const metadata: Metadata = { title: 'Dead letters' }

type Search = Promise<Record<string, string | string[] | undefined>>

export default async function DeadLettersPage({ searchParams }: { searchParams: Search }) {
  const { processor, source } = await searchParams
  const known = DEAD_LETTER_PROCESSORS.find((name) => name === processor)
  const place = typeof source === 'string' && readPlace(source) ? source : undefined
  return (
    <Prefetched
      page="/dead-letters"
      what={[read.deadLetterGroups({ processor: known, source: place, limit: LETTERS_PAGE })]}
    >
      <DeadLetters />
    </Prefetched>
  )
}
